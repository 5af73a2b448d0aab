/** The help is complete: every metric, field and limit has its entry and its source; the guide can be drawn and leads nowhere that is not there. */
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { chapterOf, GUIDE_CHAPTERS, loadChapter, pictureAddress } from '../../../src/renderer/content/guide'
import { HELP_REFERENCE, searchEntries } from '../../../src/renderer/content/help'
import { HELP_TOPICS } from '../../../src/renderer/content/help-topics'
import type { Block, Inline } from '../../../src/renderer/content/markdown'
import { configurationSchema } from '../../../src/shared/config'
import { DEVICE_FIELDS } from '../../../src/shared/device-fields'
import { deviceSchema } from '../../../src/shared/device'
import { metricsSchema } from '../../../src/shared/metrics'

const chapters = import.meta.glob<string>('#resources/guide/*.md', { query: '?raw', import: 'default', eager: true })
const pictures = Object.keys(import.meta.glob('#resources/guide/pictures/*.png', { query: '?url' }))
const fileName = (path: string): string => path.split('/').at(-1) ?? ''

interface AnySchema {
  readonly type: string
  readonly entries?: Readonly<Record<string, AnySchema>>
  readonly wrapped?: AnySchema
  readonly item?: AnySchema
  readonly pipe?: readonly AnySchema[]
}

/** Dotted names of all values that a schema knows; `n` stands for an entry of a list of objects. */
function namesOf(schema: AnySchema, prefix = ''): string[] {
  const inner = schema.wrapped ?? schema
  if (inner.entries !== undefined) return Object.entries(inner.entries).flatMap(([name, child]) => namesOf(child, prefix === '' ? name : `${prefix}.${name}`))
  if (inner.item?.entries !== undefined) return namesOf(inner.item, `${prefix}.n`)
  return [prefix]
}

const keysOf = (id: string): string[] => HELP_REFERENCE.find((reference) => reference.id === id)!.entries.map((entry) => entry.key).sort()

describe('the reference', () => {
  it('explains every metric of the schema', () => {
    expect(keysOf('metrics')).toEqual(namesOf(metricsSchema as unknown as AnySchema).filter((name) => name !== 'cpus.n.cpu').sort())
  })

  it('explains every field of a configuration', () => {
    expect(keysOf('configuration')).toEqual(namesOf(configurationSchema as unknown as AnySchema).filter((name) => !['schema', 'id', 'title'].includes(name)).sort())
  })

  it('explains every field of device.json', () => {
    expect(keysOf('device')).toEqual(namesOf(deviceSchema as unknown as AnySchema).sort())
    expect(DEVICE_FIELDS.every((field) => field.otherwise !== '')).toBe(true)
    expect(v.safeParse(deviceSchema, {}).success, 'every field may be missing').toBe(true)
  })

  it('gives every entry whole sentences and a source', () => {
    for (const { entries } of HELP_REFERENCE) {
      expect(new Set(entries.map((entry) => entry.key)).size).toBe(entries.length)
      for (const { key, title, sentences, source } of entries) {
        expect([key, title !== '', source.length > 3]).toEqual([key, true, true])
        for (const sentence of sentences) expect(sentence, key).toMatch(/^\S.{10,}\.$/)
      }
    }
  })

  it('says of every limit what follows from it', () => {
    const limits = HELP_REFERENCE.find(({ id }) => id === 'limits')!.entries
    expect(limits.length).toBeGreaterThan(10)
    expect(limits.every(({ sentences }) => sentences.some((sentence) => sentence.startsWith('What follows: ')))).toBe(true)
  })

  it('is found by any words of an entry', () => {
    const metrics = HELP_REFERENCE[0]!.entries
    expect(searchEntries(metrics, 'LONGEST direct').map(({ key }) => key)).toEqual(['directReclaim.maxMs'])
    expect(searchEntries(metrics, '  ')).toHaveLength(metrics.length)
    expect(searchEntries(metrics, 'no such word')).toEqual([])
  })

  it('has a topic each, and no topic twice', () => {
    const ids = HELP_TOPICS.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toEqual(expect.arrayContaining(HELP_REFERENCE.map(({ id }) => id)))
  })
})

const inlines = (block: Block): readonly Inline[] => (block.kind === 'list' ? block.items.flat() : block.kind === 'paragraph' || block.kind === 'heading' ? block.text : [])

describe('the user guide', () => {
  it('has the chapters that the app lists', () => {
    expect(Object.keys(chapters).map(fileName).filter((name) => name !== 'README.md').sort()).toEqual(GUIDE_CHAPTERS.map(({ id }) => `${id}.md`).sort())
  })

  it.each(GUIDE_CHAPTERS.map(({ id, title }) => [id, title] as const))('%s is written in what the app can draw, and its links and pictures are there', async (id, title) => {
    const blocks = await loadChapter(id)
    expect(blocks[0]).toMatchObject({ kind: 'heading', level: 1, text: [{ text: title }] })
    expect(blocks.length).toBeGreaterThan(3)
    for (const block of blocks) {
      if (block.kind === 'picture') expect([block.target, block.text.length > 10, pictureAddress(block.target) !== undefined]).toEqual([block.target, true, true])
      for (const part of inlines(block)) {
        if (part.kind === 'link') expect([part.target, chapterOf(part.target)]).not.toContain(null)
        // What the parser did not understand stays behind as its signs.
        if (part.kind === 'text') expect(part.text).not.toMatch(/\*\*|`|\]\(|^#|^\||<\/?[a-z]+>/)
      }
    }
  })

  it('shows every picture that it carries', () => {
    const shown = Object.values(chapters).join('\n')
    expect(pictures.length).toBeGreaterThan(4)
    for (const path of pictures) expect(shown).toContain(`(pictures/${fileName(path)})`)
  })
})
