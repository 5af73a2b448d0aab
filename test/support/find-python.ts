import { spawnSync } from 'node:child_process'

/** A Python 3 on this machine, as an independent reader of files; null when there is none. */
export function findPython(): string | null {
  return spawnSync('python3', ['--version']).status === 0 ? 'python3' : null
}
