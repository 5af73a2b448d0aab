/** The English messages, one file for each area of the window. */
import { CONFIGURATIONS } from './configurations'
import { HELP } from './help'
import { SETTINGS } from './settings'
import { SHELL } from './shell'

export const ENGLISH = { shell: SHELL, settings: SETTINGS, help: HELP, configurations: CONFIGURATIONS } as const
