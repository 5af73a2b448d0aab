/** Where this machine keeps what outlives a session: `RECLAIMSCOPE_DATA`, or the place the system has for such data. */
import { homedir } from 'node:os'
import { join } from 'node:path'

/** An absolute folder; it need not exist yet. */
export function dataFolder(platform: string = process.platform, env: Readonly<Record<string, string | undefined>> = process.env, home: string = homedir()): string {
  const own = env['RECLAIMSCOPE_DATA']
  if (own !== undefined && own !== '') return own
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'Reclaimscope')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Reclaimscope')
  return join(env['XDG_STATE_HOME'] ?? join(home, '.local', 'state'), 'reclaimscope')
}
