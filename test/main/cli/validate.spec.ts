import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { beforeEach, describe, expect, it } from 'vitest'
import { validationSchema } from '../../../src/shared/validation'
import { fail, ok } from '../../../src/shared/result'
import type { Trace } from '../../../src/engine/trace/trace'
import { cli } from '../../support/cli-harness'
import { FakeRunner } from '../../support/fake-runner'
import { traceFixture } from '../../support/trace-fixture'

/** Ten seconds in which kswapd runs for `busyS`. */
const recording = (busyS: number): Trace => ({ ...traceFixture().thread(9, 'kswapd0').span(0, 10_000).runs(0, 9, 0, busyS * 1000).build(), originS: 100 })
const RECORDINGS: Record<string, Trace> = { base: recording(10), first: recording(4), second: recording(9) }

let runner = new FakeRunner()
beforeEach(() => {
  runner = new FakeRunner()
})

const validate = (...argv: string[]) =>
  cli(['validate', ...argv], {
    parts: {
      createRunner: () => runner,
      openCapture: ([input]) => {
        const trace = input?.kind === 'path' ? RECORDINGS[input.path] : undefined
        return Promise.resolve(trace === undefined ? fail({ code: 'INPUT_NOT_FOUND', message: 'There is no such file or folder.' }) : ok(trace))
      }
    }
  })

describe('validate', () => {
  it('predicts from the baseline alone and compares with the mean of the repetitions', async () => {
    const { code, out } = await validate('--baseline', 'base', '--actual', 'first', '--actual', 'second', '--config', 'mm', '--json', '-')
    expect(code).toBe(0)
    expect(runner.asked).toHaveLength(1)
    expect(runner.isClosed).toBe(true)
    const validation = v.parse(validationSchema, JSON.parse(out))
    expect([validation.config.id, validation.actuals, validation.seeds]).toEqual(['mm', ['first', 'second'], 9])
    const metric = validation.metrics['kswapd.cpuS']
    expect(metric?.actualRange).toEqual([4, 9])
    expect(metric?.actual).toBeCloseTo(6, 9)
    expect(metric?.baselineObserved).toBe(10)
    expect(metric?.actualChangePct).toBeCloseTo(-40, 6)
  })

  it('takes the median of the members and their interval as the prediction', async () => {
    const { out } = await validate('--baseline', 'base', '--actual', 'first', '--config', 'mm', '--seeds', '5', '--json', '-')
    const { metrics } = v.parse(validationSchema, JSON.parse(out))
    expect(metrics['allocstall']?.predicted).toBe(102)
    expect(metrics['allocstall']?.interval?.[0]).toBeGreaterThanOrEqual(100)
    expect(metrics['allocstall']?.interval?.[1]).toBeLessThanOrEqual(104)
  })

  it('gives the same bytes however the threads finish', async () => {
    const once = await validate('--baseline', 'base', '--actual', 'first', '--config', 'mm', '--json', '-')
    const again = await validate('--baseline', 'base', '--actual', 'first', '--config', 'mm', '--json', '-')
    expect(again.out).toBe(once.out)
  })

  it('takes the contents of the baseline\'s pages from a file and names it; a file that is not there is refused', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'validate-'))
    const file = join(folder, 'heap.dump')
    await writeFile(file, Buffer.concat([Buffer.alloc(3 * 4096), Buffer.alloc(4096, 'abcd')]))
    const named = ['--baseline', 'base', '--actual', 'first', '--config', 'mm', '--pages']
    const { code, out } = await validate(...named, file)
    expect([code, runner.asked.map(({ pages }) => pages?.sameFilledShare)]).toEqual([0, [1]])
    expect(out).toContain('Page contents: those of heap.dump, 16\u2009KiB measured.')
    expect(v.parse(validationSchema, JSON.parse((await validate(...named, file, '--json', '-')).out)).pages).toMatchObject({ name: 'heap.dump', bytes: 16_384 })
    const refused = await validate(...named, join(folder, 'none'))
    expect([refused.code, refused.err.includes(join(folder, 'none'))]).toEqual([3, true])
    await rm(folder, { recursive: true })
  })

  it('prints a table for people', async () => {
    const { out } = await validate('--baseline', 'base', '--actual', 'first', '--config', 'mm')
    expect(out).toMatch(/^mm predicted from base, compared with 1 recordings/)
    expect(out).toMatch(/allocstall +/)
  })

  it.each([
    [['--actual', 'first', '--config', 'mm'], 2, 'No baseline is named'],
    [['--baseline', 'base', '--config', 'mm'], 2, 'No actual capture is named'],
    [['--baseline', 'base', '--actual', 'first'], 2, 'No configuration is named'],
    [['--baseline', 'base', '--actual', 'first', '--config', 'nope'], 2, 'no preset'],
    [['--baseline', 'base', '--actual', 'lost', '--config', 'mm'], 3, 'no such file']
  ])('refuses %j with code %i', async (argv, code, words) => {
    const outcome = await validate(...argv)
    expect(outcome.code).toBe(code)
    expect(outcome.err.toLowerCase()).toContain(words.toLowerCase())
  })
})
