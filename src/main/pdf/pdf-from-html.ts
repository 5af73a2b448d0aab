/** A report as PDF: the page goes to a private temporary folder, something that can print does so, the result is checked and taken away. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AppError } from '../../shared/errors'
import { fail, ok, type Result } from '../../shared/result'

/** Where a page lies and where its PDF shall be; `folder` holds both, and whatever else the printing needs. */
export interface PrintJob {
  readonly htmlPath: string
  readonly pdfPath: string
  readonly folder: string
}

export type Printer = (job: PrintJob) => Promise<Result<null, AppError>>

const HEADER = Buffer.from('%PDF-')

/** The PDF's bytes; `PDF_FAILED` when what was printed is none, or the failure of the printer. Nothing stays behind. */
export async function pdfFromHtml(html: string, print: Printer): Promise<Result<Uint8Array, AppError>> {
  const folder = await mkdtemp(join(tmpdir(), 'reclaimscope-print-'))
  try {
    const job = { htmlPath: join(folder, 'report.html'), pdfPath: join(folder, 'report.pdf'), folder }
    await writeFile(job.htmlPath, html)
    const printed = await print(job)
    if (!printed.ok) return printed
    const pdf = await readFile(job.pdfPath).catch(() => null)
    return pdf !== null && pdf.subarray(0, HEADER.length).equals(HEADER) ? ok(pdf) : fail(pdfFailed(pdf === null ? 'no file' : 'a file without a PDF header'))
  } catch (thrown) {
    return fail(pdfFailed(thrown instanceof Error ? thrown.message : String(thrown)))
  } finally {
    // A browser that was stopped may still let go of its profile.
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }).catch(() => undefined)
  }
}

/** Why there is no PDF, and the way around. */
export function pdfFailed(found: string): AppError {
  return { code: 'PDF_FAILED', message: 'The report could not be printed.', found, advice: 'Export HTML, open it in a browser and print it to a PDF there.' }
}
