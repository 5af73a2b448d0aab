import { posix, resolve, win32 } from 'node:path'
import { expect, it } from 'vitest'
import { dataFolder } from '../../../src/main/host/data-folder'

const LINUX = posix.join('/home/me', '.local', 'state', 'reclaimscope')
const WINDOWS = win32.join('C:\\Users\\me', 'AppData', 'Local', 'Reclaimscope')

it.each([
  ['linux', {}, LINUX], ['linux', { XDG_STATE_HOME: '/state' }, posix.join('/state', 'reclaimscope')],
  ['linux', { XDG_STATE_HOME: '' }, LINUX], ['linux', { XDG_STATE_HOME: 'state' }, LINUX],
  ['darwin', {}, posix.join('/home/me', 'Library', 'Application Support', 'Reclaimscope')],
  ['linux', { RECLAIMSCOPE_DATA: '/own', XDG_STATE_HOME: '/state' }, resolve('/own')], ['linux', { RECLAIMSCOPE_DATA: '' }, LINUX],
  ['linux', { RECLAIMSCOPE_DATA: 'mine' }, resolve('mine')]
])('on %s with %j data lie in %s', (platform, env, expected) => {
  expect(dataFolder(platform, env, '/home/me')).toBe(expected)
})

it.each([
  [{ LOCALAPPDATA: 'C:\\Local' }, win32.join('C:\\Local', 'Reclaimscope')], [{}, WINDOWS], [{ LOCALAPPDATA: '' }, WINDOWS], [{ LOCALAPPDATA: 'Local' }, WINDOWS]
])('on Windows with %j data lie in %s', (env, expected) => {
  expect(dataFolder('win32', env, 'C:\\Users\\me')).toBe(expected)
})
