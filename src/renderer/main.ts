/** Entry of the window: connects to the host, makes the stores, mounts the app. */
import { createApp } from 'vue'
import { AppClient } from '../shared/rpc/app-client'
import App from './App.vue'
import { APP_MODEL, createAppModel } from './app-model'
import { showStartFailure } from './start-failure'
import { browserProfile, hostProfile } from './stores/profile'
import { browserSurroundings } from './stores/theme'
import './styles/tokens.css'
import './styles/base.css'
import { connectHost, type HostConnection } from './transport/connect-host'

async function startApp(host: HostConnection): Promise<void> {
  const backEnd = new AppClient(host.transport)
  // A browser remembers by address, and that of the web host is another at every start.
  const profile = host.kind === 'web' ? await hostProfile(backEnd) : browserProfile(() => window.localStorage)
  const model = createAppModel({
    hostKind: host.kind,
    backEnd,
    intake: host.addFiles,
    theme: { ...browserSurroundings(window), ...profile },
    profile,
    download: host.startDownload,
    dragOut: host.dragOut
  })
  createApp(App).provide(APP_MODEL, model).mount('#app')
  void model.start()
}

const host = connectHost()
if (host.ok) void startApp(host.value)
else showStartFailure(document, host.error)
