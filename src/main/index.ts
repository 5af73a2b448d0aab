/** Electron main entry. */
import { startElectronApp } from './host/electron/app'

startElectronApp()
