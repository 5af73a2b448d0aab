import { isAbsolute, resolve } from 'node:path'

/**
 * Files given on a command line of the desktop app: what stands behind the program (and, in development, behind the app's folder),
 * without options. Paths are taken relative to `workingFolder`.
 */
export function commandLineFiles(argv: readonly string[], isPackaged: boolean, workingFolder: string): string[] {
  const rest = argv.slice(isPackaged ? 1 : 2)
  const separator = rest.indexOf('--')
  // Chromium puts switches of its own in front; behind `--` everything is a file, whatever it begins with.
  const files = separator >= 0 ? rest.slice(separator + 1) : rest.filter((argument) => !argument.startsWith('-'))
  return files.map((file) => (isAbsolute(file) ? file : resolve(workingFolder, file)))
}
