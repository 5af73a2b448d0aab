/** The start page. */
export const START = {
  recent: 'Recent captures and projects',
  clearRecent: 'Clear the list',
  removeRecent: 'Remove {name} from the list',
  openRecent: 'Open {name}',
  open: 'open',
  openHint: 'Open again',
  chooseAgain: 'choose files…',
  chooseAgainHint: 'It came through the browser in an earlier session: choose its files again',
  missing: 'missing: {name}',
  missingMany: '{count} files are missing',
  missingHint: 'Not where it was: choose its files again, or remove it from the list',
  captureCount: { one: 'project of {count} capture', other: 'project of {count} captures' },
  fileCount: { one: '{count} file', other: '{count} files' },
  cpuCount: { one: '{count} CPU', other: '{count} CPUs' },
  inFolder: 'in {folder}'
} as const
