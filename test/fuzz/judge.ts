/** Imports one input and says what is wrong with the outcome; null when it is as it must be. */
import { END_STATES, type Trace } from '../../src/engine/trace/trace'
import { openCapture } from '../../src/main/import/open-capture'
import type { Sample } from './samples'

/** Without a word about progress for this long, an import hangs. */
export const HANG_MS = 5000
/** Inputs are below 2 MB; what an importer keeps of one may not be a multiple of that without reason. */
const MAX_BYTES = 64 * 1024 * 1024
const CODE = /^[A-Z][A-Z0-9_]+$/

/** `what` is wrong; an exception of the importer is not caught here. */
export async function judge(sample: Sample): Promise<string | null> {
  let heardMs = performance.now()
  let silentMs = 0
  const onProgress = (): void => {
    silentMs = Math.max(silentMs, performance.now() - heardMs)
    heardMs = performance.now()
  }
  const result = await openCapture([{ kind: 'bytes', name: sample.name, bytes: sample.bytes }], { maxBytesPerFile: MAX_BYTES, onProgress })
  onProgress()
  if (silentMs > HANG_MS) return `said nothing for ${Math.round(silentMs)} ms`
  if (!result.ok) return CODE.test(result.error.code) && result.error.message !== '' ? null : `error without a code: ${JSON.stringify(result.error)}`
  return judgeTrace(result.value)
}

/** Whether two ways of reading the same bytes agree: all at once, and as a stream in small pieces. */
export async function judgePieces(sample: Sample, pieceBytes: number): Promise<string | null> {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let start = 0; start < sample.bytes.length; start += pieceBytes) yield Uint8Array.from(sample.bytes.subarray(start, start + pieceBytes))
  }
  const options = { maxBytesPerFile: MAX_BYTES }
  const whole = await openCapture([{ kind: 'bytes', name: sample.name, bytes: sample.bytes }], options)
  const stream = await openCapture([{ kind: 'stream', name: sample.name, stream: pieces() }], options)
  const [a, b] = [summary(whole), summary(stream)]
  // A stream cannot be searched for the files of an archive, and of damaged compressed data the last slice before the defect is lost.
  if (a === 'archive' || b === 'archive' || a.includes('INPUT_TRUNCATED') || b.includes('INPUT_TRUNCATED')) return null
  return a === b ? null : `in pieces of ${pieceBytes} bytes the result is another one:\n${a}\n${b}`
}

function summary(result: Awaited<ReturnType<typeof openCapture>>): string {
  // An archive cannot be read from a stream: that difference is meant.
  if (!result.ok) return result.error.code === 'INPUT_UNREADABLE' || result.error.found?.includes('zip') === true || result.error.file?.includes('/') === true ? 'archive' : JSON.stringify(result.error)
  const { sources, warnings, eventCounts, sched, threads, counters, marks, startNs, endNs } = result.value
  if (sources.some(({ name }) => name.includes('/'))) return 'archive'
  const tracks = counters.map(({ name, cpu, tsNs, value }) => [name, cpu, ...tsNs, ...value])
  return JSON.stringify([warnings, eventCounts, [...sched.startNs], [...sched.thread], threads.name, tracks, marks.count, startNs, endNs])
}

function judgeTrace(trace: Trace): string | null {
  const { sched, threads, counters, marks, strings, wakeups } = trace
  const times: readonly (readonly [string, Float64Array])[] = [
    ['sched', sched.startNs], ['wakeups', wakeups.tsNs], ['marks', marks.tsNs],
    ...Object.values(trace.events).map(({ kind, tsNs }) => [kind, tsNs] as const), ...counters.map(({ name, tsNs }) => [name, tsNs] as const)
  ]
  for (const [name, tsNs] of times) {
    const fault = faultOfTimes(tsNs)
    if (fault !== null && !trace.warnings.some(({ code }) => code === 'TIME_OUT_OF_RANGE' || code === 'CLOCK_MISMATCH')) return `times of ${name}: ${fault}`
  }
  if (![trace.startNs, trace.endNs, trace.originS].every((value) => Number.isFinite(value)) || trace.endNs < trace.startNs) return 'the span is no span'
  if (sched.endState.some((state) => state >= END_STATES.length)) return 'an unknown end state'
  if ([sched.thread, wakeups.thread, marks.thread].some((column) => column.some((thread) => thread >= threads.count))) return 'a thread that is not in the table'
  if (marks.text.some((text) => text >= strings.length)) return 'a text that is not in the table'
  if (threads.tid[0] !== 0 || threads.tid.some((tid) => tid < 0)) return 'a thread id below zero'
  if (trace.cpuCount < 0 || trace.cpuCount > 8192 || sched.cpu.some((cpu) => cpu >= trace.cpuCount)) return 'a CPU that is not counted'
  if (counters.some(({ value }) => value.some((sample) => !Number.isFinite(sample)))) return 'a counter value that is no number'
  if (Object.values(trace.eventCounts).some((count) => !(Number.isSafeInteger(count) && count > 0))) return 'an event count that is no count'
  if (trace.lostEvents !== null && !(trace.lostEvents >= 0)) return 'lost events below zero'
  return trace.warnings.every(({ code, message, count }) => CODE.test(code) && message !== '' && count > 0) ? null : 'a warning without code, words or count'
}

function faultOfTimes(tsNs: Float64Array): string | null {
  for (let row = 0; row < tsNs.length; row += 1) {
    if (!Number.isSafeInteger(tsNs[row])) return `${tsNs[row]} is no exact integer`
    if (row > 0 && tsNs[row]! < tsNs[row - 1]!) return 'not in order'
  }
  return null
}
