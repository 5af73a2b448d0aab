/** Opened captures: the tabs. Opening one more never disturbs those already open. */
import { computed, shallowReactive, shallowRef } from 'vue'
import type { ColumnMapping } from '../../shared/column-mapping'
import type { CaptureSummary } from '../../shared/contract'
import type { AppError } from '../../shared/errors'
import { CallFailure } from '../../shared/rpc/call-failure'
import type { BackEnd, FileIntake, OfferedFile } from './back-end'
import { attempt } from './back-end'
import type { ErrorStore, Offer } from './errors'
import type { TaskHandle, TaskStore } from './tasks'
import { t } from '../text/text'

export interface CaptureStoreParts {
  readonly backEnd: BackEnd
  readonly intake: FileIntake
  readonly tasks: TaskStore
  readonly errors: ErrorStore
  /** Called when a capture becomes the active one by being opened. */
  readonly onOpened: (capture: CaptureSummary) => void
  /** Asked what the columns of an unknown table mean; null when the refusal is no such question or nobody answers. */
  readonly answerColumns: (refusal: AppError, tried: readonly ColumnMapping[]) => Promise<ColumnMapping | null>
  /** What else can be done with refused files. */
  readonly offersFor?: (refusal: AppError, files: readonly OfferedFile[]) => readonly Offer[]
}

export type CaptureStore = ReturnType<typeof createCaptureStore>

/** Captures by tab order, the active one, and the ways to open and close one. */
export function createCaptureStore(parts: CaptureStoreParts) {
  const items = shallowReactive<CaptureSummary[]>([])
  const activeId = shallowRef<string | null>(null)
  const active = computed(() => items.find((item) => item.captureId === activeId.value) ?? null)

  /** Shows what has become of a capture that is open still; false when it is not. */
  function refresh(capture: CaptureSummary): boolean {
    const index = items.findIndex((item) => item.captureId === capture.captureId)
    if (index >= 0) items.splice(index, 1, capture)
    return index >= 0
  }

  function add(capture: CaptureSummary): void {
    if (!refresh(capture)) items.push(capture)
    activeId.value = capture.captureId
    parts.onOpened(capture)
  }

  /** Shows a capture that the back end has opened with a project, without turning to it. */
  function adopt(capture: CaptureSummary): void {
    items.push(capture)
  }

  async function addFrom(opening: Promise<CaptureSummary | null>): Promise<void> {
    const capture = await opening
    if (capture !== null) add(capture)
  }

  const openFiles = (files: readonly File[]): Promise<void> => addFrom(openAnswering(parts, files, (handle) => receive(parts.intake, files, handle)))
  const openOffered = (files: readonly OfferedFile[]): Promise<void> => addFrom(openAnswering(parts, files, async () => files))

  /** Shows a capture in the place of another. */
  function replace(captureId: string, capture: CaptureSummary): void {
    items.splice(Math.max(0, items.findIndex((item) => item.captureId === captureId)), 1, capture)
    add(capture)
  }

  async function openSample(): Promise<void> {
    const opened = await attempt(parts.tasks.run(t('tasks.openSample'), (handle) => parts.backEnd.call('capture.openSample', {}, handle)))
    if (opened.ok) add(opened.value)
    else parts.errors.report(t('tasks.openSample'), opened.error)
  }

  async function close(captureId: string): Promise<void> {
    const index = items.findIndex((item) => item.captureId === captureId)
    if (index < 0) return
    items.splice(index, 1)
    if (activeId.value === captureId) activeId.value = (items[index] ?? items[index - 1])?.captureId ?? null
    const closed = await attempt(parts.backEnd.call('capture.close', { captureId }))
    if (!closed.ok) parts.errors.report(t('tasks.closeCapture'), closed.error)
  }

  /** Captures that the host opened before the window was there. */
  async function restore(): Promise<void> {
    const list = await attempt(parts.backEnd.call('capture.list', {}))
    if (list.ok) for (const capture of list.value) add(capture)
  }

  const select = (captureId: string | null): void => void (activeId.value = captureId)

  /** Turns to the next (1) or previous (-1) open capture, around the ends. */
  function step(direction: 1 | -1): void {
    activeId.value = neighbour(items, activeId.value, direction)?.captureId ?? null
  }

  return { items: items as readonly CaptureSummary[], activeId, active, openFiles, openOffered, openSample, refresh, replace, pick: () => pickFiles(parts), adopt, close, restore, select, step }
}

/** From the start page: the first or the last. */
function neighbour(items: readonly CaptureSummary[], activeId: string | null, direction: 1 | -1): CaptureSummary | undefined {
  const index = items.findIndex((item) => item.captureId === activeId)
  return index < 0 ? items.at(direction === 1 ? 0 : -1) : items[(index + direction + items.length) % items.length]
}

/** Opens files as one capture, again and again as long as questions about their columns are answered. Null: nothing was opened. */
async function openAnswering(parts: CaptureStoreParts, files: readonly { readonly name: string }[], known: (handle: TaskHandle) => Promise<readonly OfferedFile[]>): Promise<CaptureSummary | null> {
  if (files.length === 0) return null
  const action = openLabel(files)
  const columns: ColumnMapping[] = []
  let offered: readonly OfferedFile[] | null = null
  for (;;) {
    const opened = await attempt(parts.tasks.run(action, async (handle) => openKnownFiles(parts, (offered ??= await known(handle)), columns, handle)))
    if (opened.ok) return opened.value
    const answer = await parts.answerColumns(opened.error, columns)
    if (answer !== null) columns.push(answer)
    else {
      // A question that was put away is no failure.
      if (opened.error.columns === undefined) parts.errors.report(action, opened.error, parts.offersFor?.(opened.error, offered ?? []))
      return null
    }
  }
}

/** What the user chooses in the host's own file dialog; none when that is cancelled. */
async function pickFiles(parts: CaptureStoreParts): Promise<readonly OfferedFile[]> {
  const picked = await attempt(parts.backEnd.call('files.pick', {}))
  if (picked.ok) return picked.value.files
  parts.errors.report(t('tasks.openFiles'), picked.error)
  return []
}

async function openKnownFiles(parts: CaptureStoreParts, files: readonly OfferedFile[], columns: readonly ColumnMapping[], handle: TaskHandle): Promise<CaptureSummary> {
  const fileIds = files.map((file) => file.fileId)
  return parts.backEnd.call('capture.open', { fileIds, ...(columns.length === 0 ? {} : { columns: [...columns] }) }, handle)
}

/** Brings files to the back end, with their progress shown as part of the opening. */
async function receive(intake: FileIntake, files: readonly File[], handle: TaskHandle): Promise<readonly OfferedFile[]> {
  const onProgress = (done: number, total: number): void => handle.onProgress({ phase: 'receiving', done, total, unit: 'bytes' })
  // The first file gives the capture its name: the trace itself, not the device.json beside it.
  const largestFirst = [...files].sort((a, b) => b.size - a.size)
  const offered = await intake(largestFirst, { signal: handle.signal, onProgress })
  if (!offered.ok) throw new CallFailure(offered.error)
  return offered.value
}

function openLabel(files: readonly { readonly name: string }[]): string {
  return files.length === 1 ? t('tasks.openName', { name: files[0]?.name ?? '' }) : t('tasks.openCount', { count: files.length })
}
