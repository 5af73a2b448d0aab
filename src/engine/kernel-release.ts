/** What a kernel release implies for the model. */
import type { Trace } from './trace/trace'

/** The kernel release of a recording: what `device.json` states, else what the recording itself says; null when neither does. */
export function recordedKernel(trace: Pick<Trace, 'device' | 'facts'>): string | null {
  return trace.device?.kernel ?? trace.facts?.['kernel'] ?? null
}

/** Major and minor number of a release such as `6.1.192` or `5.10.43-android12-9`; null when it does not start so. */
export function parseRelease(release: string | null): { readonly major: number; readonly minor: number } | null {
  const match = release === null ? null : /(\d+)\.(\d+)/.exec(release)
  return match === null ? null : { major: Number(match[1]), minor: Number(match[2]) }
}

/**
 * Whether block devices have `rw_page` (removed in 6.3): zram then writes a page while it is locked, so the end of
 * writeback cannot rotate it. Unknown releases count as recent.
 */
export function hasRwPage(release: string | null): boolean {
  const version = parseRelease(release)
  return version !== null && (version.major < 6 || (version.major === 6 && version.minor < 3))
}
