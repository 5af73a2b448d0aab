import { describe, expect, it } from 'vitest'
import { FileRegistry, captureName } from '../../../src/main/services/file-registry'

describe('the file registry', () => {
  it('gives back what is behind ids, in the order asked for', () => {
    const files = new FileRegistry()
    const [a, b] = [files.add('/x/a.txt'), files.add('/x/b.txt', 'shown as b')]
    expect(files.find([b.fileId, a.fileId])).toEqual({ ok: true, value: [{ path: '/x/b.txt', name: 'shown as b' }, { path: '/x/a.txt', name: 'a.txt', folder: 'x' }] })
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
    expect(captureName(named('w3/a.txt', 'w3/sub/b.csv'))).toBe('w3')
  })

  it('is the folder that loose files of one place lie in', () => {
    const loose = ['trace.txt', 'vmstat.csv'].map((name) => ({ path: `/captures/w3/${name}`, name, folder: 'w3' }))
    expect(captureName(loose)).toBe('w3')
  })

  it.each([
    ['trace, vmstat, device', named('trace.txt.gz', 'vmstat.csv', 'device.json')],
    ['trace, vmstat and 2 more', named('trace.txt.gz', 'vmstat.csv', 'zram.csv', 'device.json')],
    ['w3/a, w4/a', named('w3/a.txt', 'w4/a.txt')], ['b, w3/a, w3/c', named('b.txt', 'w3/a.txt', 'w3/c.txt')]
  ])('is a list where they share none: %s', (name, files) => {
    expect(captureName(files)).toBe(name)
  })

  it.each([
    ['w3-off', named('w3-off_trace.txt', 'w3-off_vmstat.csv')], ['phone', named('phone.pftrace', 'phone-device.json')], ['run', named('run.ftrace.gz', 'run.csv')],
    ['trace, track', named('trace.txt', 'track.csv')], ['.a, .b', named('.a', '.b')]
  ])('is how all of them begin where that is a word: %s', (name, files) => {
    expect(captureName(files)).toBe(name)
  })

  it.each([[named('/a.txt')], [[{ path: '/captures/w3/a.txt', name: 'a.txt', folder: 'w3' }]], [[]]])('is left to the importer for one file', (files) => {
    expect(captureName(files)).toBeUndefined()
  })
})
