import { expect, it } from 'vitest'
import { complaintOf, draftOf, mappingOf, previewOf, withColumn, withRole } from '../../../src/renderer/content/column-draft'

const QUESTION = { header: ['tick', 'frei', 'pswpout', 'frei', 'text'], samples: [['1000', '10', '20', '1', 'a'], ['1250', '9', '25', '1', 'b']], timeCandidates: ['pswpout', 'tick'], knownCounters: ['pswpout'] }

it('a draft begins with the likeliest time, the counters known by name, and every header once', () => {
  expect(draftOf(QUESTION).columns.map(({ header, role, counter }) => [header, role, counter])).toEqual([['tick', 'time', ''], ['frei', 'none', ''], ['pswpout', 'counter', 'pswpout'], ['text', 'none', '']])
})

it('there is one time column: a new one takes the place of the old', () => {
  const draft = withRole(draftOf(QUESTION), 1, 'time')
  expect(draft.columns.filter(({ role }) => role === 'time').map(({ header }) => header)).toEqual(['frei'])
})

it('says what is missing until the draft is complete', () => {
  const start = draftOf(QUESTION)
  expect(complaintOf(withRole(start, 0, 'none'))).toMatch(/time/)
  expect(complaintOf(withRole(start, 2, 'none'))).toMatch(/at least one/)
  const unnamed = withRole(start, 1, 'counter')
  expect([complaintOf(unnamed), mappingOf(unnamed)]).toEqual(['Name the counter that frei holds.', null])
  expect(complaintOf(withColumn(unnamed, 1, { counter: 'pswpout' }))).toBe('Two columns hold pswpout.')
})

it('gives a mapping with the unit of sizes in the name', () => {
  const draft = withColumn(withRole(draftOf(QUESTION), 1, 'counter'), 1, { counter: ' MemFree ', unit: 'MB' })
  expect(mappingOf({ ...draft, timeUnit: 'ms', perInterval: true })).toEqual({ time: 'tick', timeUnit: 'ms', counters: { frei: 'MemFree (MB)', pswpout: 'pswpout' }, perInterval: true })
  // A unit chosen before the name was changed to a counter of pages does not count.
  expect(mappingOf(withColumn(draft, 1, { counter: 'nr_free_pages' }))?.counters['frei']).toBe('nr_free_pages')
})

it('previews the rows with times as written, then in seconds from the first', () => {
  const draft = draftOf(QUESTION)
  expect(previewOf(draft, QUESTION.samples)).toEqual({ headings: ['time, as written', 'pswpout'], rows: [['1000', '20'], ['1250', '25']] })
  expect(previewOf({ ...draft, timeUnit: 'ms' }, QUESTION.samples).rows).toEqual([['0.000', '20'], ['0.250', '25']])
})
