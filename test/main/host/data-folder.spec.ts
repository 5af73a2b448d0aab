import { join } from 'node:path'
import { expect, it } from 'vitest'
import { dataFolder } from '../../../src/main/host/data-folder'

it.each([
  ['linux', {}, join('/home/me', '.local', 'state', 'reclaimscope')], ['linux', { XDG_STATE_HOME: '/state' }, join('/state', 'reclaimscope')],
  ['darwin', {}, join('/home/me', 'Library', 'Application Support', 'Reclaimscope')], ['win32', { LOCALAPPDATA: 'C:\\Local' }, join('C:\\Local', 'Reclaimscope')],
  ['win32', {}, join('/home/me', 'AppData', 'Local', 'Reclaimscope')], ['linux', { RECLAIMSCOPE_DATA: '/own', XDG_STATE_HOME: '/state' }, '/own']
])('on %s with %j data lie in %s', (platform, env, expected) => {
  expect(dataFolder(platform, env, '/home/me')).toBe(expected)
})
