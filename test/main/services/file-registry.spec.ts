import { describe, expect, it } from 'vitest'
import { FileRegistry, sharedFolder } from '../../../src/main/services/file-registry'

describe('the file registry', () => {
  it('gives back what is behind ids, in the order asked for', () => {
    const files = new FileRegistry()
    const [a, b] = [files.add('/x/a.txt'), files.add('/x/b.txt', 'shown as b')]
    expect(files.find([b.fileId, a.fileId])).toEqual({ ok: true, value: [{ path: '/x/b.txt', name: 'shown as b' }, { path: '/x/a.txt', name: 'a.txt' }] })
  })

  it('gives ids that cannot be guessed from one another', () => {
    const files = new FileRegistry()
    const ids = new Set(Array.from({ length: 100 }, () => files.add('/x').fileId))
    expect(ids.size).toBe(100)
    expect([...ids].every((id) => /^[0-9a-f-]{36}$/.test(id))).toBe(true)
  })

  it('forgets the oldest beyond its bound', () => {
    const files = new FileRegistry()
    const first = files.add('/first')
    for (let index = 0; index < 10_000; index += 1) files.add('/x')
    expect(files.find([first.fileId])).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
  })
})

describe('the name of several files', () => {
  const named = (...names: string[]) => names.map((name) => ({ path: '/p', name }))

  it('is the folder that all came from', () => {
    expect(sharedFolder(named('w3/a.txt', 'w3/sub/b.csv'))).toBe('w3')
  })

  it.each([[named('a.txt', 'b.txt')], [named('w3/a.txt', 'w4/a.txt')], [named('w3/a.txt', 'b.txt')], [named('/a.txt')], [[]]])('is left to the importer otherwise', (files) => {
    expect(sharedFolder(files)).toBeUndefined()
  })
})
