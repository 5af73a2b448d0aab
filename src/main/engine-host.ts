/** Engine host entry: joins the back end to the process that started this one. */
import { dataFolder } from './host/data-folder'
import { openEngineHostPort } from './host/engine-host-port'
import { locateInstallation } from './host/installation'
import { runEngineHost } from './host/run-engine-host'
import { createEngineWork } from './services/back-end'

const port = openEngineHostPort()
if (port === null) {
  process.stderr.write('engine-host.js is started by the app, not by hand\n')
  process.exit(2)
}
const { workerEntry, samplePath } = locateInstallation()
runEngineHost(port, {
  work: createEngineWork(workerEntry),
  samplePath,
  dataFolder: dataFolder(),
  onFault: (method, thrown) => process.stderr.write(`${method}: ${thrown instanceof Error ? thrown.stack : String(thrown)}\n`)
})
