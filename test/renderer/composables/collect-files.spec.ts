import { describe, expect, it } from 'vitest'
import { collectFiles, MAX_FILES } from '../../../src/renderer/composables/collect-files'

const fileEntry = (name: string) => ({ name, isFile: true, isDirectory: false, file: (done: (file: File) => void) => done(new File(['x'], name)) })

/** A folder whose reader hands out its entries in portions, as browsers do. */
function folderEntry(name: string, children: readonly { name: string }[], portion = 100) {
  return {
    name, isFile: false, isDirectory: true,
    createReader: () => {
      let at = 0
      return { readEntries: (done: (entries: unknown[]) => void) => { done(children.slice(at, at + portion)); at += portion } }
    }
  }
}

function transfer(entries: readonly unknown[], files: readonly File[] = []): DataTransfer {
  return { items: entries.map((entry) => ({ kind: 'file', webkitGetAsEntry: () => entry })), files } as unknown as DataTransfer
}

const names = async (dropped: DataTransfer): Promise<string[]> => (await collectFiles(dropped)).map((file) => file.name)

describe('the files of a drop', () => {
  it('are all of them, folders walked in order of name', async () => {
    const folder = folderEntry('w3', [fileEntry('vmstat.csv'), fileEntry('device.json'), folderEntry('more', [fileEntry('trace.txt')])])
    expect(await names(transfer([folder, fileEntry('extra.txt')]))).toEqual(['device.json', 'trace.txt', 'vmstat.csv', 'extra.txt'])
  })

  it('are complete when a folder is read in portions', async () => {
    const many = Array.from({ length: 250 }, (_, index) => fileEntry(`f${String(index).padStart(3, '0')}`))
    expect(await names(transfer([folderEntry('many', many, 100)]))).toHaveLength(250)
  })

  it('leave out hidden files', async () => {
    expect(await names(transfer([folderEntry('x', [fileEntry('.DS_Store'), fileEntry('trace.txt')])]))).toEqual(['trace.txt'])
  })

  it('end at a bound when somebody drops a home folder', async () => {
    const many = Array.from({ length: MAX_FILES + 300 }, (_, index) => fileEntry(`f${index}`))
    expect(await names(transfer([folderEntry('home', many, 100)]))).toHaveLength(MAX_FILES)
  })

  it('do not follow folders without end', async () => {
    const endless: { name: string } & Record<string, unknown> = { ...folderEntry('loop', []), name: 'loop' }
    endless.createReader = folderEntry('loop', [endless, fileEntry('a.txt')]).createReader
    expect((await names(transfer([endless]))).length).toBeLessThan(10)
  })

  it('come from the plain list where there are no entries', async () => {
    expect(await names(transfer([null], [new File(['x'], 'plain.txt')]))).toEqual(['plain.txt'])
  })
})
