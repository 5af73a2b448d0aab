/** What stands for the contents of a capture's pages: a file of the user, or the recording. */
import type { CaptureIdentity } from '../../shared/comparison'
import type { CaptureSummary } from '../../shared/contract'
import type { AppError, ErrorCode } from '../../shared/errors'
import { CallFailure } from '../../shared/rpc/call-failure'
import { t } from '../text/text'
import type { BackEnd, FileIntake, OfferedFile } from './back-end'
import { attempt } from './back-end'
import type { CaptureStore } from './captures'
import type { ErrorStore, Offer } from './errors'
import type { TaskHandle, TaskStore } from './tasks'

export interface PageContentStoreParts {
  readonly backEnd: BackEnd
  readonly intake: FileIntake
  readonly tasks: TaskStore
  readonly errors: ErrorStore
  readonly captures: Pick<CaptureStore, 'active' | 'refresh'>
}

/** Refusals of a file that is no trace, but may be a piece of memory. */
const NO_TRACE: readonly ErrorCode[] = ['INPUT_UNKNOWN_FORMAT', 'INPUT_BAD_HEADER', 'INPUT_NO_EVENTS', 'INPUT_COLUMNS_UNKNOWN']

export type PageContentStore = ReturnType<typeof createPageContentStore>

export function createPageContentStore({ backEnd, intake, tasks, errors, captures }: PageContentStoreParts) {
  async function change(action: string, work: (handle: TaskHandle) => Promise<CaptureSummary>): Promise<void> {
    const changed = await attempt(tasks.run(action, work))
    if (changed.ok) captures.refresh(changed.value)
    else errors.report(action, changed.error)
  }

  /** Takes a file that the host knows already. */
  async function useOffered(capture: CaptureSummary, file: OfferedFile): Promise<void> {
    await change(useLabel(file.name), (handle) => backEnd.call('capture.usePages', { captureId: capture.captureId, fileId: file.fileId }, handle))
  }

  /** Takes a file of the page. */
  async function use(capture: CaptureSummary, file: File): Promise<void> {
    await change(useLabel(file.name), async (handle) => {
      const onProgress = (done: number, total: number): void => handle.onProgress({ phase: 'receiving', done, total, unit: 'bytes' })
      const offered = await intake([file], { signal: handle.signal, onProgress })
      if (!offered.ok) throw new CallFailure(offered.error)
      return backEnd.call('capture.usePages', { captureId: capture.captureId, fileId: offered.value[0]?.fileId ?? '' }, handle)
    })
  }

  /** Goes back to what the recording tells. */
  async function forget(capture: CaptureSummary): Promise<void> {
    await change(t('pages.back'), (handle) => backEnd.call('capture.usePages', { captureId: capture.captureId, fileId: null }, handle))
  }

  /** Chooses a file in the host's own dialog. */
  async function pick(capture: CaptureSummary): Promise<void> {
    const picked = await attempt(backEnd.call('files.pick', {}))
    if (!picked.ok) return errors.report(t('pages.choose'), picked.error)
    const [file] = picked.value.files
    if (file !== undefined) await useOffered(capture, file)
  }

  /** What can be done about a file that was dropped and is no trace: nothing is taken as page contents unasked. */
  function offersFor(refusal: AppError, files: readonly OfferedFile[]): readonly Offer[] {
    const [file, ...others] = files
    const capture = captures.active.value
    if (file === undefined || others.length > 0 || capture === null || !NO_TRACE.includes(refusal.code)) return []
    return [{ question: t('pages.offer', { capture: capture.identity.name }), title: t('pages.offerTake'), run: () => void useOffered(capture, file) }]
  }

  return { use, useOffered, forget, pick, offersFor }
}

function useLabel(name: string): string {
  return t('pages.using', { name })
}

/** Whether results rest on other page contents than the next replay would. */
export function hasOtherPages(capture: CaptureSummary, ofResult: CaptureIdentity): boolean {
  const { file } = capture.pageContents
  return (file?.sha256 ?? null) !== (ofResult.pages?.sha256 ?? null)
}
