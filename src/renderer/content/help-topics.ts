/** Everything that the help can show, as one list for its contents and the commands that open it. */
import { GUIDE_CHAPTERS, type GuideChapterId } from './guide'
import { HELP_REFERENCE, type HelpReference } from './help'
import { t } from '../text/text'

export type HelpTopicId = `guide/${GuideChapterId}` | HelpReference['id'] | 'keys' | 'about'

export interface HelpTopic {
  readonly id: HelpTopicId
  readonly title: string
  /** Title of its group. */
  readonly group: string
}

export const HELP_TOPICS: readonly HelpTopic[] = [
  ...GUIDE_CHAPTERS.map(({ id, title }): HelpTopic => ({ id: `guide/${id}`, title, group: t('help.userGuide') })),
  ...HELP_REFERENCE.map(({ id, title }): HelpTopic => ({ id, title, group: t('help.reference') })),
  { id: 'keys', title: t('help.keys'), group: t('help.reference') },
  { id: 'about', title: t('help.aboutAndLicences'), group: 'Reclaimscope' }
]
