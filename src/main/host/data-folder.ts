/** Where this machine keeps what outlives a session: `RECLAIMSCOPE_DATA`, or the place the system has for such data. */
import { homedir } from 'node:os'
import { posix, resolve, win32 } from 'node:path'

/** An absolute folder; it need not exist yet. What the system names counts only when it is absolute, as the XDG base directories say. */
export function dataFolder(platform: string = process.platform, env: Readonly<Record<string, string | undefined>> = process.env, home: string = homedir()): string {
  const own = env['RECLAIMSCOPE_DATA']
  if (own !== undefined && own !== '') return resolve(own)
  const { isAbsolute, join } = platform === 'win32' ? win32 : posix
  const named = (name: string): string | null => (isAbsolute(env[name] ?? '') ? (env[name] ?? null) : null)
  if (platform === 'win32') return join(named('LOCALAPPDATA') ?? join(home, 'AppData', 'Local'), 'Reclaimscope')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Reclaimscope')
  return join(named('XDG_STATE_HOME') ?? join(home, '.local', 'state'), 'reclaimscope')
}
