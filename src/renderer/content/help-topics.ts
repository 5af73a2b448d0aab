/** Everything that the help can show, as one list for its contents and the commands that open it. */
import { GUIDE_CHAPTERS, type GuideChapterId } from './guide'
import { HELP_REFERENCE, type HelpReference } from './help'
import { t } from '../text/text'

export type HelpTopicId = `guide/${GuideChapterId}` | HelpReference['id'] | 'keys' | 'about'

export interface HelpTopic {
  readonly id: HelpTopicId
  readonly title: string
  readonly group: 'User guide' | 'Reference' | 'Reclaimscope'
}

export const HELP_TOPICS: readonly HelpTopic[] = [
  ...GUIDE_CHAPTERS.map(({ id, title }): HelpTopic => ({ id: `guide/${id}`, title, group: 'User guide' })),
  ...HELP_REFERENCE.map(({ id, title }): HelpTopic => ({ id, title, group: 'Reference' })),
  { id: 'keys', title: t('help.keys'), group: 'Reference' },
  { id: 'about', title: t('help.aboutAndLicences'), group: 'Reclaimscope' }
]
