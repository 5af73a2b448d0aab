/** The reference part of the help: every metric, configuration field, field of `device.json` and limit of the model, each with its source. */
import { CONFIG_FIELDS, type ConfigField } from '../../shared/config-fields'
import { DEVICE_FIELDS } from '../../shared/device-fields'
import { METRIC_DEFINITIONS, type MetricDefinition } from '../../shared/metric-definitions'
import { MODEL_LIMITS } from '../../shared/model-limits'

export interface HelpEntry {
  /** Name in files: `kswapd.cpuS`, `vm.swappiness`. */
  readonly key: string
  readonly title: string
  readonly unit: string
  readonly sentences: readonly string[]
  readonly source: string
  readonly group: string
}

export interface HelpReference {
  readonly id: 'metrics' | 'configuration' | 'device' | 'limits'
  readonly title: string
  readonly intro: string
  /** Whether keys are names that users write in files. */
  readonly showsKeys: boolean
  readonly entries: readonly HelpEntry[]
}

const METRIC_GROUPS = { reclaim: 'Reclaim', stalls: 'Stalls', cpu: 'CPU time', queue: 'Queue of kcompressd', zram: 'zram', writeback: 'Backing device of zram', zswap: 'zswap', energy: 'Energy' } as const
const DIRECTIONS = { higher: 'More is better.', lower: 'Less is better.' } as const

/** `*` stands for any CPU. */
const anyCpu = (text: string): string => text.replace('CPU *', 'CPU n')

function metricEntry(metric: MetricDefinition): HelpEntry {
  const sentences = [metric.explanation, ...(metric.direction === 'neutral' ? [] : [DIRECTIONS[metric.direction]])]
  return { key: metric.name.replace('*', 'n'), title: anyCpu(metric.title), unit: metric.unit, sentences, source: metric.source, group: METRIC_GROUPS[metric.group] }
}

const FIELD_GROUPS = { kcompressd: 'kcompressd', swap: 'Swap back end', vm: 'Virtual memory' } as const

/** What a field takes, as it is written in a file. */
function accepted({ input, isNullable }: ConfigField): string {
  const values = {
    choice: () => (input.kind === 'choice' ? input.options.map(({ value }) => value).join(', ') : ''),
    set: () => (input.kind === 'set' ? `a list of ${input.options.map(({ value }) => value).join(', ')}` : ''),
    integer: () => (input.kind === 'integer' ? `${input.min} to ${input.max}` : ''),
    number: () => (input.kind === 'number' ? `${input.min} to ${input.max}` : ''),
    oneOf: () => (input.kind === 'oneOf' ? input.values.join(', ') : ''),
    switch: () => 'true or false',
    cpus: () => 'all, or a list of CPU numbers'
  }[input.kind]()
  return `Takes ${values}${isNullable ? '; null is as recorded' : ''}.`
}

/** The four parts, in the order in which the help lists them. */
export const HELP_REFERENCE: readonly HelpReference[] = [
  {
    id: 'metrics', title: 'Metrics', showsKeys: true,
    intro: 'Observed values come from the trace, replayed ones from the model, counted at the same places. A prediction is a point with a band; that of a stall is an interval on a logarithmic scale. What cannot be told is a dash, never 0.',
    entries: METRIC_DEFINITIONS.map(metricEntry)
  },
  {
    id: 'configuration', title: 'Configuration fields', showsKeys: true,
    intro: 'A configuration is one set-up of kcompressd, swap and the kernel\'s memory settings. Files may leave any field out.',
    entries: CONFIG_FIELDS.map((field) => ({ key: field.path, title: field.title, unit: field.unit, sentences: [field.explanation, accepted(field)], source: field.source, group: FIELD_GROUPS[field.group] }))
  },
  {
    id: 'device', title: 'Device description', showsKeys: true,
    intro: 'A device.json beside the trace tells what the trace cannot. Every field may be missing.',
    entries: DEVICE_FIELDS.map((field) => ({ key: field.path.replace('*', 'n'), title: field.title, unit: field.unit, sentences: [field.explanation, `Without it: ${field.otherwise}.`], source: field.source, group: 'device.json' }))
  },
  {
    id: 'limits', title: 'Limits of the model', showsKeys: false,
    intro: 'What the model leaves out or simplifies, and what follows for its numbers. Those that matter most come first.',
    entries: MODEL_LIMITS.map((limit) => ({ key: limit.id, title: limit.title, unit: '', sentences: [limit.explanation, `What follows: ${limit.consequence}`], source: limit.source, group: 'Limits' }))
  }
]

/** Entries with every word of the search in their title, key, sentences or source. */
export function searchEntries(entries: readonly HelpEntry[], search: string): HelpEntry[] {
  const words = search.toLowerCase().split(/\s+/).filter((word) => word !== '')
  return entries.filter((entry) => {
    const text = [entry.title, entry.key, entry.source, entry.group, ...entry.sentences].join(' ').toLowerCase()
    return words.every((word) => text.includes(word))
  })
}
