/** What a configuration changes against another, field by field. */
import type { Configuration } from '../../shared/config'
import { CONFIG_FIELDS, findConfigField, isOff, readConfigField } from '../../shared/config-fields'
import { fieldText } from '../../shared/field-text'

export interface FieldDifference {
  readonly path: string
  readonly title: string
  readonly from: string
  readonly to: string
}

/** Fields in which they differ. What a set-up that hands nothing over says about threads and FIFOs means nothing and is left out. */
export function configDifferences(from: Configuration, to: Configuration): FieldDifference[] {
  const wasOff = isOff(from.kcompressd)
  const becomesOff = isOff(to.kcompressd)
  return CONFIG_FIELDS.flatMap((field): FieldDifference[] => {
    const [before, after] = [readConfigField(from, field.path), readConfigField(to, field.path)]
    if (JSON.stringify(before) === JSON.stringify(after)) return []
    const isDetail = field.group === 'kcompressd' && field.path !== 'kcompressd.variant'
    if (field.group === 'kcompressd' && becomesOff && (wasOff || isDetail)) return []
    return [{ path: field.path, title: field.title, from: isDetail && wasOff ? '' : fieldText(field, before), to: fieldText(field, after) }]
  })
}

/** `mm level`, `threads 4`, `rotate written pages`, `no: rotate written pages`: the value alone where it speaks for itself. */
export function differenceInShort({ path, title, to }: FieldDifference): string {
  const kind = findConfigField(path)?.input.kind
  const name = /^[A-Z][a-z]/.test(title) ? `${title.charAt(0).toLowerCase()}${title.slice(1)}` : title
  if (kind === 'choice') return to
  if (kind === 'switch') return to === 'yes' ? name : `no: ${name}`
  return `${name} ${to}`
}
