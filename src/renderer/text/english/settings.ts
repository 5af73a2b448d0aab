/** The settings dialog. */
export const SETTINGS = {
  title: 'Settings',
  theme: 'Theme',
  themeSystem: 'As the system',
  themeLight: 'Light',
  themeDark: 'Dark',
  runs: 'Runs of a replay',
  runsHint: 'One run gives numbers fast; five or more give their intervals.',
  rows: 'Rows shown besides',
  logarithmic: 'allocstall on a logarithmic scale',
  answers: 'Tables whose columns you explained',
  forget: 'Forget',
  forgetColumns: 'Forget the columns {columns}',
  reset: 'Back to the defaults',
  forgetRecent: 'Forget recent captures',
  privacy: 'Settings, own configurations and notes are kept in this profile only; nothing leaves this machine.'
} as const
