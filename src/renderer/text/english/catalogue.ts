/** The English messages, one file for each area of the window. */
import { CHARTS } from './charts'
import { CONFIGURATIONS } from './configurations'
import { FINDINGS } from './findings'
import { HELP } from './help'
import { REPORT } from './report'
import { SETTINGS } from './settings'
import { SHELL } from './shell'
import { START } from './start'

export const ENGLISH = { shell: SHELL, start: START, report: REPORT, settings: SETTINGS, charts: CHARTS, findings: FINDINGS, configurations: CONFIGURATIONS, help: HELP } as const
