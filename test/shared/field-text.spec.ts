import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CONFIG_FIELDS, findConfigField } from '../../src/shared/config-fields'
import { fieldValuesHint, fieldValueText, readFieldValues } from '../../src/shared/field-text'

const read = (path: string, text: string) => {
  const values = readFieldValues(findConfigField(path)!, text)
  return values.ok ? values.value : values.error
}

describe('the values of a field in a sweep', () => {
  it.each([
    ['kcompressd.threads', '1, 2,4', [1, 2, 4]], ['kcompressd.threads', '1..4', [1, 2, 3, 4]], ['kcompressd.threads', '4, 4, 4', [4]],
    ['kcompressd.fifoEntries', '24..4096 x8', [24, 192, 1536, 4096]], ['vm.swappiness', 'recorded, 0..100 +50', [null, 0, 50, 100]], ['kcompressd.nice', '-5..5 +5', [-5, 0, 5]],
    ['kcompressd.cpus', 'all; 0-1; 2, 3', ['all', [0, 1], [2, 3]]], ['kcompressd.rotate', 'no, yes', [false, true]], ['swap.algorithm', 'lz4, zstd', ['lz4', 'zstd']],
    ['kcompressd.callers', 'kswapd, direct+kswapd, nobody', [['kswapd'], ['kswapd', 'direct'], []]], ['kcompressd.wakeDelayUs', '0.5, 1000', [0.5, 1000]]
  ])('%s: reads %s', (path, text, expected) => {
    expect(read(path, text)).toEqual(expected)
  })

  it.each([
    ['kcompressd.threads', '', 'At least one value'], ['kcompressd.threads', '1, 65', 'A whole number from 0 to 64'], ['kcompressd.threads', '8..1', 'goes up'], ['kcompressd.fifoEntries', '0..64 x2', 'goes up'],
    ['kcompressd.fifoEntries', '1..1000', 'At most 64 values'], ['swap.algorithm', 'gzip', 'One of lz4, lzo-rle, zstd'], ['kcompressd.rotate', 'maybe', 'yes or no'], ['kcompressd.threads', 'recorded', 'A value is needed'],
    ['kcompressd.callers', 'kswapd+everyone', 'joined by +'], ['kcompressd.cpus', '3-1', 'such as 0-3, 6'], ['kcompressd.threads', '1..8 x1', 'goes up']
  ])('%s: refuses %s', (path, text, words) => {
    expect(read(path, text)).toEqual(expect.stringContaining(words))
  })

  it('are read back from their own short text, and the hint of every field can be read', () => {
    for (const field of CONFIG_FIELDS.filter(({ input }) => input.kind !== 'integer' && input.kind !== 'number')) expect(readFieldValues(field, fieldValuesHint(field)).ok, field.path).toBe(true)
    for (const text of fieldValuesHint(findConfigField('vm.swappiness')!).split(' or ')) expect(read('vm.swappiness', text.replace('4096', '192')), text).toBeInstanceOf(Array)
    fc.assert(fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 64 }), { minLength: 1, maxLength: 20 }), (threads) => {
      const text = threads.map((value) => fieldValueText('kcompressd.threads', value)).join(', ')
      expect(read('kcompressd.threads', text)).toEqual(threads)
    }))
  })
})
