import { describe, expect, it } from 'vitest'
import { zsmallocClasses, zsmallocKindOf } from '../../../src/engine/compress/zsmalloc-classes'

describe('zsmalloc classes', () => {
  it('has the huge threshold of each chain length for 4 KiB pages', () => {
    expect(zsmallocClasses(4096, 'quarters-4').hugeClassBytes).toBe(3264 - 7)
    expect(zsmallocClasses(4096, 'tenths-8').hugeClassBytes).toBe(3632 - 7)
    // Documentation/mm/zsmalloc.rst lists 3840 as the huge watermark for chains of 16.
    expect(zsmallocClasses(4096, 'tenths-16').hugeClassBytes).toBe(3840 - 7)
  })

  it('merges 255 raw classes to 119 with chains of 8', () => {
    expect(zsmallocClasses(4096, 'tenths-8').count).toBe(119)
  })

  it.each([['quarters-4', 4096], ['tenths-8', 4096], ['tenths-16', 4096], ['tenths-8', 16384], ['tenths-8', 65536]] as const)(
    'puts every request into a slot that holds it and its handle (%s, %i bytes)', (kind, pageSize) => {
      const classes = zsmallocClasses(pageSize, kind)
      const misplaced: number[] = []
      for (let bytes = 1; bytes <= pageSize; bytes++) {
        const index = classes.classOfBytes[bytes]!
        const isHeld = classes.slotBytes[index]! >= Math.min(bytes + 8, pageSize)
        const fits = classes.objectsPerZspage[index]! * classes.slotBytes[index]! <= classes.pagesPerZspage[index]! * pageSize
        const isAlone = classes.objectsPerZspage[index] === 1
        if (!isHeld || !fits || isAlone !== bytes >= classes.hugeClassBytes) misplaced.push(bytes)
      }
      expect(misplaced).toEqual([])
    }
  )

  it('takes the generation from the kernel release', () => {
    expect(zsmallocKindOf('5.10.43-android12-9')).toBe('quarters-4')
    expect(zsmallocKindOf('6.1.192')).toBe('quarters-4')
    expect(zsmallocKindOf('6.6.30-android15')).toBe('tenths-8')
    expect(zsmallocKindOf('custom')).toBe('tenths-8')
    expect(zsmallocKindOf(null)).toBe('tenths-8')
  })
})
