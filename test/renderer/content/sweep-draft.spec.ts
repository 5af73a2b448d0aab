import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { addableFields, draftOf, FIRST_DRAFT, goalOf, planWords, readDraft, suggestedText, type SweepDraft } from '../../../src/renderer/content/sweep-draft'
import { guidedRuns } from '../../../src/engine/sweep/plan'
import { CONFIG_FIELDS } from '../../../src/shared/config-fields'
import { readFieldValues } from '../../../src/shared/field-text'
import { findPreset } from '../../../src/shared/presets'
import { gridSchema } from '../../../src/shared/sweep'

const mm = findPreset('mm')!.config
const draft = (part: Partial<SweepDraft> = {}): SweepDraft => ({ ...FIRST_DRAFT, ...part })

describe('the form of a sweep', () => {
  it('is a grid when every line can be read', () => {
    const { grid, combinations, runs, fields } = readDraft(draft(), mm)
    expect(v.is(gridSchema, grid)).toBe(true)
    expect(grid).toMatchObject({ base: { id: 'mm' }, fields: { 'kcompressd.threads': [1, 2, 4], 'kcompressd.fifoEntries': [24, 256, 1024, 4096] } })
    expect([combinations, runs]).toEqual([12, 39])
    expect(fields[0]?.words).toBe('3 values: 1 · 2 · 4')
  })

  it('says which line is wrong, and is no grid until it is right', () => {
    const wrong = readDraft(draft({ fields: [{ path: 'kcompressd.threads', text: '1, 99' }], constraints: ['colour < 3', '', 'kcompressd CPU below 10 %'] }), mm)
    expect(wrong.grid).toBeNull()
    expect(wrong.fields[0]?.error).toContain('0 to 64')
    expect(wrong.constraints.map(({ error, words }) => [error !== '', words])).toEqual([[true, ''], [false, ''], [false, 'kcompressd CPU share < 10\u2009%']])
  })

  it.each([
    [draft({ fields: [] }), 'at least one field'], [draft({ minimise: ['allocstall', 'allocstall'] }), 'stands twice'], [draft({ search: 'guided', budget: 2 }), 'tries 4 to'],
    [draft({ fields: [{ path: 'kcompressd.threads', text: '1..64' }, { path: 'kcompressd.nice', text: '-19..19' }, { path: 'kcompressd.rotate', text: 'no, yes' }, { path: 'kcompressd.memalloc', text: 'no, yes' }] }), 'a guided search']
  ])('says why it cannot run (%#)', (form, words) => {
    expect(readDraft(form, mm)).toMatchObject({ grid: null, error: expect.stringContaining(words) })
  })

  it('needs its base', () => {
    expect(readDraft(draft(), undefined).error).toContain('start from')
  })

  it.each([1, 3, 5, 15])('announces the runs of a search as the engine plans them, with the baseline (%i runs)', (seeds) => {
    const form = draft({ search: 'guided', budget: 40, seeds, fields: [{ path: 'kcompressd.threads', text: '1..32' }, { path: 'kcompressd.fifoEntries', text: '16..64' }] })
    expect(readDraft(form, mm).runs).toBe(guidedRuns(32 * 49, 40, seeds) + seeds)
  })

  it('comes back from the grid it became', () => {
    const form = draft({ fields: [{ path: 'kcompressd.cpus', text: 'all; 0-1' }, { path: 'vm.swappiness', text: 'recorded, 60' }, { path: 'kcompressd.callers', text: 'kswapd, kswapd+direct' }, { path: 'kcompressd.rotate', text: 'no, yes' }], constraints: ['energy no more than off'] })
    const { grid } = readDraft(form, mm)
    expect(draftOf(grid!, form.seeds)).toEqual(form)
  })

  it('judges by the lines that can be read', () => {
    expect(goalOf(draft({ minimise: ['allocstall', 'allocstall'], constraints: ['', 'colour < 3', 'stalls <= 5 ms'] }))).toEqual({ minimise: ['allocstall'], constraints: ['stalls <= 5 ms'] })
  })

  it('suggests values that its field takes, for every field', () => {
    for (const field of CONFIG_FIELDS) for (const cpus of [1, 2, 8]) expect(readFieldValues(field, suggestedText(field, cpus)), field.path).toMatchObject({ ok: true })
    expect(addableFields(draft()).map(({ path }) => path)).not.toContain('kcompressd.threads')
  })

  it('tells the size and the time', () => {
    expect(planWords({ combinations: 12, runs: 39 }, 'grid', { runS: 0.5, threads: 2 })).toBe('12 combinations · 39 runs · about 10\u202fs')
    expect(planWords({ combinations: 1, runs: 9 }, 'guided', null)).toBe('1 combination · at most 9 runs')
  })
})
