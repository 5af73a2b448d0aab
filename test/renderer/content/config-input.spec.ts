import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { configDifferences, differenceInShort } from '../../../src/renderer/content/config-diff'
import { changeField } from '../../../src/renderer/content/config-input'
import { CONFIG_FIELDS, findConfigField } from '../../../src/shared/config-fields'
import { fieldText, readFieldText } from '../../../src/shared/field-text'
import { PRESETS } from '../../../src/shared/presets'

const preset = (id: string) => PRESETS.find(({ config }) => config.id === id)!.config
const read = (path: string, text: string) => readFieldText(findConfigField(path)!, text)

describe('typed values', () => {
  it('are numbers within the limits of their field, or say what those are', () => {
    expect(read('kcompressd.threads', ' 4 ')).toEqual({ ok: true, value: 4 })
    expect(read('kcompressd.fifoEntries', '4 096')).toEqual({ ok: true, value: 4096 })
    expect(read('kcompressd.nice', '−5')).toEqual({ ok: true, value: -5 })
    for (const text of ['65', '-1', '2.5', '1e3', 'four', '0x10']) expect(read('kcompressd.threads', text), text).toEqual({ ok: false, error: 'A whole number from 0 to 64.' })
    expect(read('kcompressd.wakeDelayUs', '0.5')).toEqual({ ok: true, value: 0.5 })
  })

  it('may be left empty where "as recorded" is allowed, and nowhere else', () => {
    expect(read('vm.swappiness', '')).toEqual({ ok: true, value: null })
    expect(read('vm.swappiness', 'as recorded')).toEqual({ ok: true, value: null })
    expect(read('kcompressd.threads', '').ok).toBe(false)
  })

  it('are CPU lists with ranges, each CPU once and in order', () => {
    expect(read('kcompressd.cpus', '6, 0-2,1')).toEqual({ ok: true, value: [0, 1, 2, 6] })
    expect(read('kcompressd.cpus', 'ALL')).toEqual({ ok: true, value: 'all' })
    for (const text of ['3-1', 'a', ',', '0-9999', '1;2']) expect(read('kcompressd.cpus', text).ok, text).toBe(false)
  })

  it('come back as they were from the text that is shown for them', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.nat(40), { minLength: 1 }), (cpus) => {
      const field = findConfigField('kcompressd.cpus')!
      expect(readFieldText(field, fieldText(field, cpus))).toEqual({ ok: true, value: [...cpus].sort((a, b) => a - b) })
    }))
    for (const field of CONFIG_FIELDS) expect(fieldText(field, null)).toBe('as recorded')
  })

  it('change a configuration only when it is valid as a whole', () => {
    expect(changeField(preset('mm'), 'id', 'has space')).toMatchObject({ ok: false })
    expect(changeField(preset('mm'), 'kcompressd.threads', 2)).toMatchObject({ ok: true, value: { id: 'mm', kcompressd: { threads: 2, fifoEntries: 256 } } })
    expect(preset('mm').kcompressd.threads).toBe(1)
  })
})

describe('differences', () => {
  it('are short on a card', () => {
    expect(configDifferences(preset('off'), preset('zram-v1')).map(differenceInShort)).toEqual(['zram level', 'threads 4', 'FIFO depth 4096', 'may use the reserves', 'rotate written pages'])
  })

  const told = (from: string, to: string) => configDifferences(preset(from), preset(to)).map(({ title, from: before, to: after }) => `${title}: ${before} > ${after}`)

  it('are the fields that changed', () => {
    expect(told('mm', 'mm-rotate')).toEqual(['Rotate written pages: no > yes'])
    expect(told('mm', 'mm')).toEqual([])
  })

  it('do not speak of the threads and FIFOs of a set-up that has none', () => {
    expect(told('mm', 'off')).toEqual(['Hand-over: mm level > off: kswapd compresses'])
    expect(told('off', 'mm')).toEqual(['Hand-over: off: kswapd compresses > mm level', 'Threads:  > 1', 'FIFO depth:  > 256'])
    const idle = changeField(preset('off'), 'kcompressd.nice', 5)
    expect(idle.ok && configDifferences(preset('off'), idle.value)).toEqual([])
  })
})
