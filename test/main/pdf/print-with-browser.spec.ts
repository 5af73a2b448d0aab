/** A report printed by the browser of this machine, and browsers that fail. */
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { printWithBrowser } from '../../../src/main/pdf/print-with-browser'
import { htmlDocument } from '../../../src/main/report/html-document'
import { testBrowser } from '../../support/test-browser'

let folder: string
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'print-')) })
afterEach(() => rm(folder, { recursive: true, force: true }))

const page = (sections: number): string =>
  htmlDocument({ title: 'A report', version: '0', body: Array.from({ length: sections }, (_, index) => `<section style="break-after:${index + 1 < sections ? 'page' : 'auto'}"><h2>Part ${index}</h2></section>`) })

/** Sizes in points and number of the pages. */
function pagesOf(pdf: Uint8Array): { readonly count: number; readonly box: string | undefined } {
  const text = Buffer.from(pdf).toString('latin1')
  return { count: text.match(/\/Type\s*\/Page\b/g)?.length ?? 0, box: /\/MediaBox\s*\[([^\]]*)\]/.exec(text)?.[1] }
}

/** A program that takes the place of a browser. */
async function program(script: string): Promise<string> {
  const path = join(folder, 'browser')
  await writeFile(path, `#!${process.execPath}\n${script}`)
  await chmod(path, 0o755)
  return path
}

const leftOvers = async (): Promise<string[]> => (await readdir(tmpdir())).filter((name) => name.startsWith('reclaimscope-print-'))

const browser = testBrowser()

describe.skipIf(browser === null)('a real browser', () => {
  it('prints a report on A4 across, page by page, and leaves nothing behind', async () => {
    const before = await leftOvers()
    const pdf = await printWithBrowser(page(3), { browser: browser! })
    if (!pdf.ok) throw new Error(JSON.stringify(pdf.error))
    expect(Buffer.from(pdf.value.subarray(0, 5)).toString()).toBe('%PDF-')
    const { count, box } = pagesOf(pdf.value)
    expect(count).toBe(3)
    const [, , width, height] = (box ?? '').trim().split(/\s+/).map(Number)
    expect([Math.round(width ?? 0), Math.round(height ?? 0)]).toEqual([842, 595])
    expect((await leftOvers()).filter((name) => !before.includes(name))).toEqual([])
  })
})

// A script with a #! line is no program on Windows.
describe.skipIf(process.platform === 'win32')('a browser that fails', () => {
  it('is named with its exit code and last words', async () => {
    const failing = await program("console.error('first\\nno display'); process.exit(7)")
    expect(await printWithBrowser(page(1), { browser: failing })).toMatchObject({ ok: false, error: { code: 'PDF_FAILED', found: 'exit code 7 no display', advice: expect.stringContaining('Export HTML') as string } })
  })

  it('is stopped when it takes too long, or when the user gives up', async () => {
    const hanging = await program('setInterval(() => undefined, 1000)')
    expect(await printWithBrowser(page(1), { browser: hanging, limitMs: 300 })).toMatchObject({ ok: false, error: { code: 'PDF_FAILED', found: 'no end after 0.3 s' } })
    const stop = new AbortController()
    const printed = printWithBrowser(page(1), { browser: hanging, signal: stop.signal })
    setTimeout(() => stop.abort(), 200)
    expect(await printed).toMatchObject({ ok: false, error: { code: 'CANCELLED' } })
  })

  it('is not believed when it writes nothing, or no PDF', async () => {
    expect(await printWithBrowser(page(1), { browser: await program('') })).toMatchObject({ ok: false, error: { code: 'PDF_FAILED', found: 'no file' } })
    const lying = await program("require('node:fs').writeFileSync(process.argv.find((word) => word.startsWith('--print-to-pdf=')).slice(15), '<html>')")
    expect(await printWithBrowser(page(1), { browser: lying })).toMatchObject({ ok: false, error: { found: 'a file without a PDF header' } })
  })

  it('cannot be started: said as such', async () => {
    expect(await printWithBrowser(page(1), { browser: join(folder, 'none') })).toMatchObject({ ok: false, error: { code: 'PDF_FAILED' } })
  })
})
