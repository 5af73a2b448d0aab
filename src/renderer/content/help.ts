/** The reference part of the help: every metric, configuration field, field of `device.json` and limit of the model, each with its source. */
import { CONFIG_FIELDS, type ConfigField } from '../../shared/config-fields'
import { DEVICE_FIELDS } from '../../shared/device-fields'
import { METRIC_DEFINITIONS, type MetricDefinition } from '../../shared/metric-definitions'
import { MODEL_LIMITS } from '../../shared/model-limits'
import { t } from '../text/text'

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

const METRIC_GROUPS = { reclaim: t('help.reclaim'), stalls: t('help.stalls'), cpu: t('help.cpuTime'), queue: t('help.queue'), zram: 'zram', writeback: t('help.writeback'), zswap: 'zswap', energy: t('help.energy') } as const
const DIRECTIONS = { higher: t('help.moreIsBetter'), lower: t('help.lessIsBetter') } as const

/** `*` stands for any CPU. */
const anyCpu = (text: string): string => text.replace('CPU *', t('help.cpuN'))

function metricEntry(metric: MetricDefinition): HelpEntry {
  const sentences = [metric.explanation, ...(metric.direction === 'neutral' ? [] : [DIRECTIONS[metric.direction]])]
  return { key: metric.name.replace('*', 'n'), title: anyCpu(metric.title), unit: metric.unit, sentences, source: metric.source, group: METRIC_GROUPS[metric.group] }
}

const FIELD_GROUPS = { kcompressd: 'kcompressd', swap: t('help.swapBackEnd'), vm: t('help.virtualMemory') } as const

/** What a field takes, as it is written in a file. */
function accepted({ input, isNullable }: ConfigField): string {
  const values = {
    choice: () => (input.kind === 'choice' ? input.options.map(({ value }) => value).join(', ') : ''),
    set: () => (input.kind === 'set' ? t('help.listOf', { values: input.options.map(({ value }) => value).join(', ') }) : ''),
    integer: () => (input.kind === 'integer' ? t('help.minToMax', { min: String(input.min), max: String(input.max) }) : ''),
    number: () => (input.kind === 'number' ? t('help.minToMax', { min: String(input.min), max: String(input.max) }) : ''),
    oneOf: () => (input.kind === 'oneOf' ? input.values.join(', ') : ''),
    switch: () => t('help.trueOrFalse'),
    cpus: () => t('help.cpuList')
  }[input.kind]()
  return isNullable ? t('help.takesOrNull', { values }) : t('help.takes', { values })
}

/** The four parts, in the order in which the help lists them. */
export const HELP_REFERENCE: readonly HelpReference[] = [
  {
    id: 'metrics', title: t('help.metrics'), showsKeys: true,
    intro: t('help.metricsIntro'),
    entries: METRIC_DEFINITIONS.map(metricEntry)
  },
  {
    id: 'configuration', title: t('help.configurationFields'), showsKeys: true,
    intro: t('help.configurationIntro'),
    entries: CONFIG_FIELDS.map((field) => ({ key: field.path, title: field.title, unit: field.unit, sentences: [field.explanation, accepted(field)], source: field.source, group: FIELD_GROUPS[field.group] }))
  },
  {
    id: 'device', title: t('help.deviceDescription'), showsKeys: true,
    intro: t('help.deviceIntro'),
    entries: DEVICE_FIELDS.map((field) => ({ key: field.path.replace('*', 'n'), title: field.title, unit: field.unit, sentences: [field.explanation, t('help.otherwise', { otherwise: field.otherwise })], source: field.source, group: 'device.json' }))
  },
  {
    id: 'limits', title: t('help.limitsOfTheModel'), showsKeys: false,
    intro: t('help.limitsIntro'),
    entries: MODEL_LIMITS.map((limit) => ({ key: limit.id, title: limit.title, unit: '', sentences: [limit.explanation, t('help.consequence', { consequence: limit.consequence })], source: limit.source, group: t('help.limits') }))
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
