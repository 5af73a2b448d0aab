import { describe, expect, it } from 'vitest'
import { commandLineFiles } from '../../../../src/main/host/electron/command-line-files'

describe('files on the command line of the desktop app', () => {
  it.each([
    ['installed', ['/opt/app', 'a.txt', '/b.txt'], true, ['/work/a.txt', '/b.txt']],
    ['in development', ['/electron', '/repo', 'a.txt'], false, ['/work/a.txt']],
    ['none', ['/opt/app'], true, []],
    ['switches in front', ['/opt/app', '--no-first-run', 'a.txt'], true, ['/work/a.txt']],
    ['a file that looks like a switch', ['/electron', '/repo', '--', '-odd.txt'], false, ['/work/-odd.txt']],
    ['switches before the separator', ['/electron', '/repo', '--inspect', '--', 'a.txt'], false, ['/work/a.txt']]
  ])('%s', (_title, argv, isPackaged, files) => {
    expect(commandLineFiles(argv, isPackaged, '/work')).toEqual(files)
  })
})
