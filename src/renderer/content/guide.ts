/** The user guide as the app carries it: the chapters of `resources/guide`, loaded when they are read. */
import { parseMarkdown, type Block } from './markdown'
import { t } from '../text/text'

/** Chapters in the order of reading: file name without ending, and title. A test holds them against the files. */
export const GUIDE_CHAPTERS = [
  { id: 'start', title: t('help.firstSteps') },
  { id: 'record', title: t('help.record') },
  { id: 'import', title: t('help.import') },
  { id: 'capture', title: t('help.readTheCapture') },
  { id: 'configure', title: t('help.configure') },
  { id: 'compare', title: t('help.compare') },
  { id: 'sweep', title: t('help.sweep') },
  { id: 'report', title: t('help.report') },
  { id: 'command-line', title: t('help.commandLine') },
  { id: 'limits', title: t('help.limits') }
] as const

export type GuideChapterId = (typeof GUIDE_CHAPTERS)[number]['id']

const texts = import.meta.glob<string>('#resources/guide/*.md', { query: '?raw', import: 'default' })
const pictures = import.meta.glob<string>('#resources/guide/pictures/*.png', { query: '?url', import: 'default', eager: true })

/** The entry of a glob whose file has this name. */
function named<T>(entries: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.entries(entries).find(([path]) => path.endsWith(`/${name}`))?.[1]
}

/** Blocks of a chapter. */
export async function loadChapter(id: GuideChapterId): Promise<Block[]> {
  return parseMarkdown((await named(texts, `${id}.md`)?.()) ?? '')
}

/** Address of a picture named in the guide, e.g. `pictures/compare.png`; undefined when the app carries none of that name. */
export function pictureAddress(target: string): string | undefined {
  return named(pictures, target.replace(/^pictures\//, ''))
}

/** The chapter that a link such as `compare.md` leads to; null for any other link. */
export function chapterOf(target: string): GuideChapterId | null {
  return GUIDE_CHAPTERS.find(({ id }) => target === `${id}.md`)?.id ?? null
}
