/** Moments in the life of apps: kills by the low-memory killer or the OOM killer, and launches. */
import type { AppMark } from '../../shared/series'
import type { Trace } from '../trace/trace'

/** A timeline shows no more; the first are kept. */
const MAX_MARKS = 2000
const KILL_EVENTS = ['lowmemory_kill', 'mark_victim'] as const
/** ActivityTaskManager's async section (`S|1600|launching: com.example|17`), and lmkd's own section of a kill. */
const LAUNCH = /(?:^|\|)launching: ([\w.]+)/
const LMKD_KILL = /^[BCIN]\|\d+\|(?:lowmemorykiller\|)?(?:lmk,|kill_one_process\|)\s*([1-9]\d*)/
/** The kernel and lmkd both tell of one kill. */
const SAME_KILL_NS = 1e9
const MAX_NAME = 200

/** Kills and launches in order of time. */
export function findMarks(trace: Trace): AppMark[] {
  const all = [...killEvents(trace), ...userMarks(trace)].sort((a, b) => a.timeNs - b.timeNs)
  const lastKills = new Map<string, number>()
  const distinct = all.filter((mark) => {
    const lastNs = lastKills.get(mark.name) ?? Number.NEGATIVE_INFINITY
    if (mark.kind === 'kill') lastKills.set(mark.name, mark.timeNs)
    return mark.kind !== 'kill' || mark.timeNs - lastNs > SAME_KILL_NS
  })
  return distinct.slice(0, MAX_MARKS)
}

function killEvents(trace: Trace): AppMark[] {
  return KILL_EVENTS.flatMap((kind) => {
    const table = trace.events[kind]
    return Array.from({ length: table?.count ?? 0 }, (_, row): AppMark => ({ kind: 'kill', timeNs: table?.tsNs[row] ?? 0, name: processName(trace, table?.args['pid']?.[row] ?? -1) }))
  })
}

/** Every distinct text is looked at once; a section's end has no text and is no second mark. */
function userMarks(trace: Trace): AppMark[] {
  const found: AppMark[] = []
  const meanings = new Map<number, Pick<AppMark, 'kind' | 'name'> | null>()
  for (let row = 0; row < trace.marks.count; row++) {
    const text = trace.marks.text[row] ?? 0
    let meaning = meanings.get(text)
    if (meaning === undefined) {
      meaning = meaningOf(trace, trace.strings[text] ?? '')
      meanings.set(text, meaning)
    }
    if (meaning !== null) found.push({ ...meaning, timeNs: trace.marks.tsNs[row] ?? 0 })
  }
  return found
}

function meaningOf(trace: Trace, text: string): Pick<AppMark, 'kind' | 'name'> | null {
  // `F|`: the end of an asynchronous section, which repeats its name.
  if (text.startsWith('F|')) return null
  const launched = LAUNCH.exec(text)?.[1]
  if (launched !== undefined) return { kind: 'launch', name: launched.slice(0, MAX_NAME) }
  const killed = LMKD_KILL.exec(text)?.[1]
  return killed === undefined ? null : { kind: 'kill', name: processName(trace, Number(killed)) }
}

function processName(trace: Trace, pid: number): string {
  const { threads } = trace
  const main = threads.tid.indexOf(pid)
  const name = main < 0 ? '' : (threads.processName[main] ?? '') || (threads.name[main] ?? '')
  return name === '' ? `pid ${pid}` : name.slice(0, MAX_NAME)
}
