/** Entry of the window: connects to the host, makes the stores, mounts the app. */
import { createApp } from 'vue'
import { AppClient } from '../shared/rpc/app-client'
import App from './App.vue'
import { APP_MODEL, createAppModel } from './app-model'
import { showStartFailure } from './start-failure'
import { browserProfile } from './stores/profile'
import { browserSurroundings } from './stores/theme'
import './styles/tokens.css'
import './styles/base.css'
import { connectHost, type HostConnection } from './transport/connect-host'

function startApp(host: HostConnection): void {
  const model = createAppModel({
    hostKind: host.kind,
    backEnd: new AppClient(host.transport),
    intake: host.addFiles,
    theme: browserSurroundings(window),
    profile: browserProfile(() => window.localStorage),
    download: host.startDownload,
    dragOut: host.dragOut
  })
  createApp(App).provide(APP_MODEL, model).mount('#app')
  void model.start()
}

const host = connectHost()
if (host.ok) startApp(host.value)
else showStartFailure(document, host.error)
