/** Preload entry: puts the bridge on `window`. */
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { BRIDGE_NAME } from '../shared/rpc/electron-bridge'
import { createBridge } from './bridge'

contextBridge.exposeInMainWorld(BRIDGE_NAME, createBridge(ipcRenderer, webUtils))
