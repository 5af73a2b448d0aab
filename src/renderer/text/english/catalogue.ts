/** The English messages, one file for each area of the window. */
import { CAPTURE } from './capture'
import { CHARTS } from './charts'
import { COLUMNS } from './columns'
import { COMPARE } from './compare'
import { CONFIGURATIONS } from './configurations'
import { FINDINGS } from './findings'
import { HELP } from './help'
import { PAGES } from './pages'
import { PROJECT } from './project'
import { REPORT } from './report'
import { SETTINGS } from './settings'
import { SHELL } from './shell'
import { START } from './start'
import { SWEEP } from './sweep'
import { TASKS } from './tasks'

export const ENGLISH = { shell: SHELL, start: START, columns: COLUMNS, project: PROJECT, capture: CAPTURE, report: REPORT, settings: SETTINGS, tasks: TASKS, sweep: SWEEP, charts: CHARTS, compare: COMPARE, findings: FINDINGS, configurations: CONFIGURATIONS, help: HELP, pages: PAGES } as const
