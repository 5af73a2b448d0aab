/** One small valid input per format and layout. */
import { deflateSync, gzipSync } from 'node:zlib'
import { lz4Of, zipOf } from '../main/import/input/archives'
import {
  all, bundle, clockSnapshot, descriptor, event, generic, keyed, nested, packed, print, schedSwitch, sysStats, traceOf, writeTime, type Fields
} from '../main/import/perfetto/packets'

export interface Sample {
  readonly name: string
  readonly bytes: Uint8Array
  readonly kind: 'text' | 'protobuf' | 'binary'
}

const FTRACE = `# tracer: nop
#
# entries-in-buffer/entries-written: 8/10   #P:4
#
#           TASK-PID    TGID   CPU#  ||||    TIMESTAMP  FUNCTION
#              | |        |      |   ||||       |         |
          <idle>-0     (-----) [001] d..2    10.000001: sched_switch: prev_comm=swapper/1 prev_pid=0 prev_prio=120 prev_state=R ==> next_comm=kswapd0 next_pid=90 next_prio=120
         kswapd0-90    (   90) [001] ....    10.000002: mm_vmscan_kswapd_wake: nid=0 order=0
         kswapd0-90    (   90) [001] ....    10.000500: mm_vmscan_lru_shrink_inactive: nid=0 nr_scanned=32 nr_reclaimed=32 nr_dirty=0 nr_writeback=0 nr_congested=0 nr_immediate=0 nr_activate_anon=0 nr_activate_file=0 nr_ref_keep=0 nr_unmap_fail=0 priority=12 flags=RECLAIM_WB_ANON|RECLAIM_WB_ASYNC
 Jit thread pool-4435  ( 4400) [000] dNs2    10.000600: sched_waking: comm=[GT]Cold=Pool pid=23937 prio=98 target_cpu=003
         app_one-77    (   77) [003] ....    10.000700: rss_stat: mm_id=2672238769 curr=1 member=1 size=3829760B
         app_one-77    (   77) [003] ....    10.000800: tracing_mark_write: C|77|kill_one_process|4242
CPU:2 [LOST 7332 EVENTS]
         kswapd0-90    (   90) [001] d..2    10.001000: cpu_frequency: state=1708800 cpu_id=0
         kswapd0-90    (   90) [001] d..2    10.002000: sched_switch: prev_comm=kswapd0 prev_pid=90 prev_prio=120 prev_state=S ==> next_comm=swapper/1 next_pid=0 next_prio=120
`
const REPORT = `version = 6
cpus=2
       trace-cmd-6973  [002] 259445.106979: sched_switch:         trace-cmd:6973 [120] x ==> swapper/2:0 [120]
           <...>-1701  [001]    76.211513: sched_switch:          prev_comm=trace-cmd prev_pid=1701 prev_prio=120 prev_state=64 next_comm=swapper/1 next_pid=0 next_prio=120
  <idle>-0       1d..3. 259445.107191123: sched_wakeup:         sudo:6972 [120] success=1 CPU:001
CPU:7 [204600 EVENTS DROPPED]
`
const DUMP = `PROCESS DUMP
USER            PID   PPID     VSZ    RSS WCHAN  PC S NAME                        COMM
root             77      0 2199108   4424 0       0 S init                        [init]
USER            PID   TID CMD
u0_a1            77    90 Render Thread
`
const PAGE = `<!DOCTYPE html>
<html><head><script>var x = 'trace-data'
</script></head><body>
  <script class="trace-data" type="application/text">
${DUMP}  </script>
  <script class="trace-data" type="application/text">
${FTRACE}  </script>
  <script class="trace-data" type="application/text">
{"traceEvents": []}
  </script>
</body></html>
`
const OLD_PAGE = `<html>\n  <script>\n  var linuxPerfData = "\\\n${FTRACE.trimEnd().split('\n').map((line) => `${line}\\n\\\n`).join('')}\\n";\n  </script>\n</html>\n`
const TEXTS: Readonly<Record<string, string>> = {
  'trace.txt': FTRACE,
  'report.txt': REPORT,
  'atrace.txt': `capturing trace... done\nTRACE:\n${FTRACE.replaceAll('\n', '\r\n')}`,
  'page.html': PAGE,
  'old.html': OLD_PAGE,
  'ps.txt': DUMP,
  'sched.csv': '"ts","dur","cpu","end_state","priority","tid","thread_name","pid","process_name"\n1986338859761,61615,3,"I",100,834,"kworker/u17:9","[NULL]","[NULL]"\n1986338918876,36198,1,"R+",120,0,"swapper",0,"com.a"b\nc"\n1986338959761,-1,3,"[NULL]",120,7,"x",7,"y"\n',
  'slices.csv': '"tid","ts","dur","cpu"\n7,1986338859761,61615,3\n8,1986338959761,61615,3\n',
  'state.csv': '"ts","dur","cpu","state","tid","thread_name"\n1000,100,2,"Running",10,"kswapd0"\n1100,50,"[NULL]","D",10,"kswapd0"\n',
  'vmscan.csv': '"ts","cpu","name","tid","thread_name","nid","order","gfp_flags","nr_reclaimed"\n28303900000000,5,"mm_vmscan_kswapd_wake",165,"kswapd0:0",0,0,"[NULL]","[NULL]"\n28304542770000,5,"mm_vmscan_direct_reclaim_end",165,"a","[NULL]","[NULL]","[NULL]",7\n',
  'args.csv': '"id","ts","cpu","name","tid","thread_name","key","display_value"\n0,1000,2,"sched_waking",446,"w","comm","x"\n0,1000,2,"sched_waking",446,"w","pid","447"\n0,1000,2,"sched_waking",446,"w","target_cpu","3"\n1,2000,2,"cpu_idle",446,"w","state","1"\n1,2000,2,"cpu_idle",446,"w","cpu_id","1"\n',
  'flat-args.csv': '"ts","name","cpu","tid","flat_key","int_value","string_value"\n1000,"sched_waking",2,446,"comm","[NULL]","x"\n1000,"sched_waking",2,446,"pid",7,"[NULL]"\n1000,"sched_waking",2,446,"target_cpu",1,"[NULL]"\n',
  'lmk.csv': '"ts","pid","process_name","oom_score_adj","kill_reason"\n5000,4242,"com.victim",900,"LOW_MEM"\n',
  'lines.csv': `"line"\n${FTRACE.split('\n').filter((line) => line.includes('[001]')).map((line) => `"${line}"`).join('\n')}\n`,
  'explorer.tsv': 'ID\tTimestamp\tName\tCPU\tProcess\tArgs\n1\t00:01\tcpu_idle\t3\tp\t a-7     (    7) [003] .... 1986.338859: cpu_idle: state=1 cpu_id=3\n',
  'totals.tsv': 'Process\tPID\tThread\tTID\tState\tWall duration (ms)\tOccurrences\nkthreadd\t2\tkswapd0\t85\tRunning\t22436.86198\t9084\n',
  'counters.csv': '"ts","name","value"\n795765018185292,"pgsteal_anon",885695.000000\n795765118185292,"pgsteal_anon",885699.000000\n',
  'cpufreq.csv': '"ts","cpu","freq_khz"\n1986357354189,0,691200\n1986357358668,1,691200\n',
  'results.csv': '"ts","cpu","freq_khz"\n1986357354189,0,691200\n\n"ts","name","value"\n795765018185292,"pgsteal_anon",885695.000000\n\n"ts","dur","cpu","tid"\n1986338859761,61615,3,7\n',
  'day.csv': '# by hand\nsep=,\ntime,pgfree,psi_some_avg10,\u6e29\u5ea6\n23:59:59.5,1,0.5,30\n00:00:00.5,"1,234,567",0.25,31\n',
  'vmstat.csv': 't,nr_free_pages,pgsteal_anon,MemFree,psi_mem_some_us\n1.5,10,20,30,40\n1.6,11,25,31,\n1.7,12,30,32,41\n',
  'semicolon.csv': '\ufefft_ms;nr_free_pages;pswpout\r\n1000;10;20\r\n1100;11;25\r\n',
  'long.csv': 'time,name,value\n1000,nr_free_pages,10\n1100,nr_free_pages,11\n',
  'psi.csv': 'ts,phase,some_delta,full_delta,mem_available,allocstall\n1772271182000,idle,100,50,4000000,900\n1772271182400,idle,3,1,3999000,2\n',
  'pressure.log': '12.5 some avg10=0.00 avg60=0.00 avg300=0.00 total=1234\n12.5 full avg10=0.00 avg60=0.00 avg300=0.00 total=34\n2026-11-20 19:21:25, some avg10=0.00 avg60=0.00 avg300=0.00 total=1334\n',
  'bytes.csv': 'ts,MemFree,SwapFree,zram_used_mb\n1000000000,104857600,20971520,5\n2000000000,99614720,20975616,4.5\n',
  'vmstat_start': 'nr_free_pages 15959\npgsteal_kswapd 10\npswpout 5\n1700000000.5\npswpout 7\ncpu0 1 2 3 4 5\n',
  'kcompressd_debug': 'kcomp_write_success_count 1000\nkcomp_write_fail_count 20\n',
  'device.json': '{"schema":"reclaimscope.device/1","pageSize":4096,"managedPages":300000}\n'
}

const S = 1_000_000_000
const compact: Fields = (writer) => nested(writer, 4, all(
  (inner) => ['a', 'b', 'c'].forEach((name) => inner.writeStringField(5, name)),
  packed(1, [S, 100, 50]), packed(2, [0, 1, 2]), packed(3, [7, 8, 0]), packed(4, [120, 100, 120]), packed(6, [0, 1, 2]),
  packed(7, [S - 10, 60, 70]), packed(8, [7, 8, 9]), packed(9, [2, 3, 2]), packed(10, [120, 120, 120]), packed(11, [0, 1, 1])
))
const processes: Fields = (packet) => {
  writeTime(packet, 8, S)
  nested(packet, 2, (tree) => nested(tree, 1, (writer) => {
    writer.writeVarintField(1, 77)
    writer.writeStringField(3, 'com.app')
  }))
}
const PLAIN = traceOf(
  clockSnapshot({ 1: 1_700_000_000_000_000_000n, 3: 5_000_000_000n, 6: 9_000_000_000n }),
  bundle(0, schedSwitch(9 * S, ['swapper/0', 0], 0, ['kswapd0', 10]), schedSwitch(9 * S + 50, ['kswapd0', 10], 1, ['swapper/0', 0]), print(9 * S + 60, 3, 'C|3|x|1')),
  processes, sysStats(6n * 1_000_000_000n, all(keyed(2, 1, 5), keyed(1, 2, 3), packed(11, [1, 2])), 3)
)
const RICH = traceOf(
  bundle(2, compact),
  bundle(1, generic(S + 70, 4, 'mm_vmscan_throttled', { usec_timeout: 1 }), event(S + 80, 4, 65_540, (writer) => writer.writeVarintField(1, 3)), descriptor(65_540, 'mm_vmscan_wakeup_kswapd', [['order', 1, 3]])),
  (packet) => packet.writeBytesField(50, deflateSync(PLAIN))
)

const gzip = (text: string) => gzipSync(text)

export const SAMPLES: readonly Sample[] = [
  ...Object.entries(TEXTS).map(([name, text]): Sample => ({ name, bytes: Buffer.from(text), kind: 'text' })),
  { name: 'plain.pftrace', bytes: PLAIN, kind: 'protobuf' },
  { name: 'rich.pftrace', bytes: RICH, kind: 'protobuf' },
  { name: 'trace.gz', bytes: gzip(FTRACE), kind: 'binary' },
  { name: 'atrace.z', bytes: Buffer.concat([Buffer.from('TRACE:\n'), deflateSync(FTRACE)]), kind: 'binary' },
  { name: 'trace.lz4', bytes: lz4Of(FTRACE.repeat(4), { blockBytes: FTRACE.length, blockChecksums: true, contentChecksum: true }), kind: 'binary' },
  { name: 'bare.lz4', bytes: lz4Of(FTRACE.repeat(2), { blockBytes: FTRACE.length }), kind: 'binary' },
  { name: 'packed.html', bytes: Buffer.from(`<!DOCTYPE html>\n<html>\n<script id="viewer-data" type="text/plain">\n${gzip(FTRACE).toString('base64')}\n</script>\n</html>\n`), kind: 'text' },
  { name: 'utf16.txt', bytes: Buffer.from(`\ufeff${FTRACE}`, 'utf16le'), kind: 'binary' },
  { name: 'run.zip', bytes: zipOf({ 'run/trace.txt': FTRACE, 'run/vmstat.csv': TEXTS['vmstat.csv']! }), kind: 'binary' }
]
