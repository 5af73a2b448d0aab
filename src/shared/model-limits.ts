/** What the model leaves out and what follows for its numbers. One list for the app's help and the user guide. */

export interface ModelLimit {
  readonly id: string
  readonly title: string
  /** What is left out or simplified. */
  readonly explanation: string
  /** What follows for a reader of the numbers; sentences. */
  readonly consequence: string
  /** Where the statement comes from: kernel code, a recording, the model's own table of errors. */
  readonly source: string
}

type LimitRow = readonly [id: string, title: string, explanation: string, consequence: string, source: string]

const LAB = 'recordings of a real kernel (Linux 6.1, two CPUs) with kcompressd off and on'
const TABLE = 'test/fidelity/table.md: every prediction beside what the real kernel did'

const ROWS: readonly LimitRow[] = [
  ['stalls', 'Stalls are orders of magnitude',
    'Direct reclaim is a threshold effect: it begins when free memory falls below the min watermark, and a few pages decide. On the real kernel repetitions of one recording differ by up to ten times in allocstall and four times in direct reclaim time.',
    'Read the interval of a stall, on a logarithmic scale, never its single number. Volumes and CPU time are points with a band.', LAB],
  ['empty', 'Free memory at zero',
    'Where free memory reaches 0 the outcome is bistable: writes fail, pages become active again, and who gets the last page decides what follows.',
    'The run says so in a warning. Treat its stalls as unknown.', LAB],
  ['memalloc', 'Threads that may use the reserves',
    'A kcompressd with PF_MEMALLOC drains the reserves. What the kernel does with an empty zone is modelled less well than anything else: scanned pages and CPU time are off by 10 to 25 % in the median, several times in the worst case. Reports of failed allocations, which the kernel prints in the failing thread and which hold it up on a slow console, are left out.',
    'Compare such configurations by their direction and by their warnings, not by their decimals.', TABLE],
  ['fit', 'A good fit is necessary, not sufficient',
    'The baseline can fit the recording although the demand is wrong: with a quarter of the background CPU time missing it still came within 12 %.',
    'Check CPU time by class and CPU by CPU too. Where a second recording exists, `validate` tells the real error.', LAB],
  ['disturbed', 'Recordings slowed down from outside',
    'Where the same reclaim has two prices in stretches of time, on CPUs whose clock is recorded or does not change, the dearer one is taken for somebody else on the same cores: another guest of the host. Whether that comes back, nobody knows.',
    'Costs are those of the undisturbed machine. The fit has the whole slowdown, the nominal run half of it, the others a part between nothing and all; a warning says so.', 'src/engine/calibrate/disturbance.ts'],
  ['demand', 'The workload is taken as recorded',
    'Tasks want the same pages, bursts and pauses whatever the configuration; users and lmkd do not react. A task that ended in the recording ends after the same work.',
    'Kills that a better configuration would have avoided still happen, and those that a worse one would cause do not.', 'closed-loop replay of the demand of one recording (src/engine/demand)'],
  ['order', 'Who waits for whom is seen only in part',
    'A task whose long sleep ended because another one started, woke or answered it begins when that one gets so far. All others begin at the recorded times. A workload that is held back is replayed to its end, up to twice the recorded time, with its background load repeated.',
    'Without wake-ups in the trace launches overlap that a stalled phone would have run one after the other. Totals of a configuration that held the workload back cover a longer time than the charts; a warning says so.', 'src/engine/demand/dependencies.ts'],
  ['evidence', 'What the trace does not hold is inferred',
    'Without rss_stat, vmstat samples, wake-ups or a device description, pages, pacing, watermarks and costs are inferred or assumed. Every such value is listed as measured, fitted or assumed.',
    'The more values are assumed, the less the numbers mean; record what “What should I record?” names.', 'assumptions of each comparison (src/engine/calibrate)'],
  ['zone', 'One zone, one pool of memory',
    'Memory is one zone with one set of watermarks. There are no DMA or movable zones and no per-CPU page lists. With several nodes the CPUs and their threads are split, the memory is not.',
    'Small differences near the watermarks are lost. Machines whose nodes run short one by one are outside of the model.', 'mm/page_alloc.c against src/engine/reclaim/zone.ts'],
  ['memcg', 'No memory cgroups',
    'Reclaim is global. Limits of cgroups and their own reclaim are not played.',
    'Pressure that comes from a cgroup limit is not reproduced; such a capture fits badly.', 'mm/memcontrol.c has no counterpart in src/engine/reclaim'],
  ['files', 'File pages are clean',
    'File pages are read, kept, evicted and read again. Dirty ones and their writeback to flash are left out.',
    'Stalls behind slow flash do not appear.', 'mm/vmscan.c pageout() for files has no counterpart in src/engine/reclaim'],
  ['sizes', 'Pages one by one',
    'A page is the unit of scanning, unmapping and compression. Large folios exist only as entries of a FIFO that hold the pages of one folio; pages of 16 KiB take their contents as recorded with 4.',
    'What large folios save in scanning and unmapping does not show; larger pages come out a little too compressible.', 'mm/page_io.c; src/engine/compress/fifo.ts, src/engine/rescale-pages.ts'],
  ['contents', 'Contents of pages are drawn, not known',
    'A trace holds no page contents. Sizes come from synthetic pages compressed by real LZ4, in the shares and with the mean that the recording tells; a file of the user, cut into pages and compressed, can stand for them.',
    'Totals of zram agree with the recording; the size of one page means nothing.', 'src/engine/compress/README.md; mm_stat of the recording'],
  ['algorithms', 'Only LZ4 is measured',
    'Other algorithms are scaled from LZ4: their sizes and times are means over page sets on another machine.',
    'A change of algorithm tells the direction and the order of magnitude.', 'src/engine/compress/algorithms.ts names the measurements'],
  ['devices', 'Flash and accelerators are figures, not devices',
    'Writes and reads of a backing device, and a batch accelerator, take fixed times from published figures or from the configuration. There is no queue of other users, no wear, no thermal limit.',
    'Compare writeback modes and accelerators by direction; measure the device before trusting milliseconds.', 'src/engine/compress/README.md names the figures'],
  ['caches', 'Caches and memory bandwidth',
    'Two busy CPUs slow each other by one factor, measured where the trace allows it. Cold caches after a migration and the bandwidth that compression takes from others are not played.',
    'Gains of compressing elsewhere come out a little too good on machines that are short of bandwidth.', LAB],
  ['scheduler', 'Scheduler',
    'Fair scheduling as in Linux 6.1: weights, wake-up preemption, balancing. Real-time tasks, energy-aware placement and frequency changes in answer to the replayed load are left out.',
    'Waits of kcompressd on phones with energy-aware placement may differ; frequencies stay as recorded.', 'kernel/sched/fair.c against src/engine/cpu'],
  ['energy', 'Energy is that of busy CPUs',
    'Dynamic power by the coefficients of the device: no leakage, no idle states, no memory, no flash.',
    'Compare configurations with each other; do not read it as drain of the battery. Without coefficients it is unknown.', 'Documentation/power/energy-model.rst; src/engine/cpu/energy.ts']
]

/** The limits, those that matter most first. */
export const MODEL_LIMITS: readonly ModelLimit[] = ROWS.map(([id, title, explanation, consequence, source]) => ({ id, title, explanation, consequence, source }))
