import { describe, expect, it } from 'vitest'
import { ftraceText } from '../../../../src/main/import/ftrace/ftrace-text'
import { processDump } from '../../../../src/main/import/systrace/process-dump'
import { systraceHtml } from '../../../../src/main/import/systrace/systrace-html'
import { findImporter } from '../../../../src/main/import/registry'
import { failTexts, headOf, importWith, openTexts, warningCodes } from '../support'

const SWITCH = 'prev_comm=a prev_pid=1 prev_prio=120 prev_state=S ==> next_comm=b <1> next_pid=2 next_prio=120'
const FTRACE = `# tracer: nop
#
#           TASK-PID    TGID   CPU#  ||||    TIMESTAMP  FUNCTION
               a-1     (    1) [000] .... 10.000001: sched_switch: ${SWITCH}
           <...>-77    (-----) [000] .... 10.000002: tracing_mark_write: B|77|</script x>
           <...>-78    (-----) [001] .... 10.000003: mm_vmscan_kswapd_sleep: nid=0
`
const DUMP = `PROCESS DUMP
USER            PID   PPID     VSZ    RSS WCHAN  PC S NAME                        COMM
root              1      0 2199108   4424 0       0 S /system/bin/init            [init]
u0_a77           70      1 2199108   4424 0       0 S com.example.app             [example.app]
root              2      0       0      0 0       0 S [kthreadd]                  [kthreadd]
USER            PID   TID CMD
u0_a77           70    77 Render Thread
root              2    78 kswapd0
`
const PAGE = (...blocks: string[]) => `<!DOCTYPE html>
<html><head><title>Android System Trace</title>
<script>
var x = 'class="trace-data" mm_vmscan_kswapd_wake: nid=0'; var y = '  <script class="trace-data" type="application/text">'
const linuxPerfDataEl = document.querySelector('.trace-data')
  </script>
${blocks.map((block) => `  <script class="trace-data" type="application/text">\n${block}  </script>\n`).join('')}
</body></html>
`
const JSON_BLOCK = '{"traceEvents": [{"name": "sched_switch"}]}\n'

describe('systrace pages', () => {
  const page = PAGE(DUMP, FTRACE, JSON_BLOCK)
  const plain = importWith(ftraceText, FTRACE).trace

  it('hold the same events as the text inside', () => {
    const { trace, error } = importWith(systraceHtml, page)
    expect(error).toBeNull()
    expect(trace.eventCounts).toEqual(plain.eventCounts)
    expect(trace.sched).toEqual(plain.sched)
    expect(trace.warnings).toEqual([])
  })

  it('name the threads of which the text knows less, and no others', () => {
    const { threads } = importWith(systraceHtml, page).trace
    const of = (tid: number) => {
      const index = threads.tid.indexOf(tid)
      return [threads.name[index], threads.tgid[index], threads.processName[index]]
    }
    expect(of(77)).toEqual(['Render Thread', 70, 'com.example.app'])
    expect(of(78)).toEqual(['kswapd0', 2, 'kthreadd'])
    expect(threads.tid).not.toContain(70)
  })

  it('are read alike in chunks of any size', () => {
    const whole = importWith(systraceHtml, page).trace
    for (const size of [1, 7, 100]) expect(importWith(systraceHtml, page, size).trace).toEqual(whole)
  })

  it('say on which line of the page something odd stands', () => {
    const { trace } = importWith(systraceHtml, PAGE(FTRACE + 'nonsense\n'))
    const line = PAGE(FTRACE + 'nonsense\n').split('\n').indexOf('nonsense') + 1
    expect(trace.warnings.find(({ code }) => code === 'LINE_NOT_UNDERSTOOD')).toMatchObject({ line, file: 'input' })
  })

  it('of 2011 hold the text as a JavaScript string', () => {
    const lines = FTRACE.trimEnd().split('\n').map((line) => `${line}\\n\\\n`).join('')
    const old = `<!DOCTYPE html>\n<html>\n  <script>\n  var linuxPerfData = "\\\n${lines}           a-1     (    1) [000] .... 10.000009: tracing_mark_write: \\"quoted\\"\\n";\n  </script>\n</html>`
    const { trace, error } = importWith(systraceHtml, old)
    expect(error).toBeNull()
    expect(trace.eventCounts).toEqual({ ...plain.eventCounts, tracing_mark_write: 2 })
    expect(trace.strings[trace.marks.text[1]!]).toBe('"quoted"')
  })

  it('that break off keep what came before', () => {
    const cut = page.slice(0, page.indexOf('mm_vmscan_kswapd_sleep'))
    const { trace } = importWith(systraceHtml, cut)
    expect(trace.sched.count).toBe(1)
    expect(warningCodes(trace)).toContain('INPUT_TRUNCATED')
  })

  it('without a trace are refused', async () => {
    expect(await failTexts({ 'page.html': '<!DOCTYPE html>\n<html><body>mm_vmscan_kswapd_wake: nid=0</body></html>\n' })).toMatchObject({ code: 'INPUT_NO_EVENTS', file: 'page.html' })
  })

  it('are recognised before anything inside them', () => {
    expect(findImporter(headOf(page))?.id).toBe('systrace-html')
    expect(findImporter(headOf(FTRACE))?.id).toBe('ftrace-text')
    expect(findImporter(headOf(DUMP))?.id).toBe('process-dump')
  })
})

describe('listings of processes', () => {
  it('beside a trace give its threads their processes, in any order of the files', async () => {
    for (const names of [['a.txt', 'b.txt'], ['b.txt', 'a.txt']] as const) {
      const { threads } = await openTexts({ [names[0]]: FTRACE, [names[1]]: DUMP })
      expect(threads.processName[threads.tid.indexOf(77)]).toBe('com.example.app')
    }
  })

  it('of ps -ef name processes', async () => {
    const ps = 'UID            PID  PPID C STIME TTY          TIME CMD\nu0_a1           77     1 0 12:00:01 ?     00:00:01 com.example.main --x\n'
    const { threads } = await openTexts({ 'a.txt': FTRACE.replaceAll('(-----)', '(   77)'), 'ps.txt': ps })
    expect(threads.processName[threads.tid.indexOf(77)]).toBe('com.example.main')
  })

  it('alone are refused: they hold no events', () => {
    expect(importWith(processDump, DUMP).error).toMatchObject({ code: 'INPUT_NO_EVENTS' })
  })
})
