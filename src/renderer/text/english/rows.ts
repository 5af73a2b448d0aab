/** Titles of the rows of charts; names of counters are the kernel's own. */
export const ROWS = {
  queueDepth: 'queue depth',
  queueWait: 'queue wait',
  freePages: 'free pages',
  zramMemory: 'zram memory',
  stalledTasks: 'stalled tasks',
  cpuPower: 'CPU power',
  cpuByThread: 'CPU by thread',
  psiSome: 'PSI some',
  psiFull: 'PSI full',
  allCPUs: 'all CPUs',
  utilisation: 'utilisation',
  stalls: 'stalls'
} as const
