/** What is in a capture besides its summary, and its files moved in time. */
import type { FileOffsets } from '../../shared/file-offsets'
import type { Inspection } from '../../shared/inspection'
import type { BackEnd } from './back-end'
import { attempt } from './back-end'
import type { CaptureStore } from './captures'
import type { ComparisonStore } from './comparisons'
import type { ErrorStore } from './errors'
import type { TaskStore } from './tasks'
import { t } from '../text/text'

export interface CaptureDetailParts {
  readonly backEnd: BackEnd
  readonly tasks: TaskStore
  readonly errors: ErrorStore
  readonly captures: CaptureStore
  readonly comparisons: ComparisonStore
}

export type CaptureDetailStore = ReturnType<typeof createCaptureDetailStore>

export function createCaptureDetailStore({ backEnd, tasks, errors, captures, comparisons }: CaptureDetailParts) {
  const inspect = (captureId: string): Promise<Inspection> => backEnd.call('capture.inspect', { captureId })

  /** Opens the files of a capture again, some of them moved in time, and shows that in its place. What was replayed of the old one is forgotten. */
  async function realign(captureId: string, offsets: FileOffsets): Promise<void> {
    const opened = await attempt(tasks.run(t('tasks.moveFiles'), (handle) => backEnd.call('capture.realign', { captureId, offsets: { ...offsets } }, handle)))
    if (!opened.ok) errors.report(t('tasks.moveFiles'), opened.error)
    if (!opened.ok || opened.value === null) return
    captures.replace(captureId, opened.value)
    comparisons.forget(captureId)
    await attempt(backEnd.call('capture.close', { captureId }))
  }

  return { inspect, realign }
}
