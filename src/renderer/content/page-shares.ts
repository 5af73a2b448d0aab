/** Contents of pages in the order and words of the panel. */
import type { ContentSource, PageContents } from '../../shared/page-contents'
import { formatCount, formatNumber } from '../../shared/format'
import { t } from '../text/text'
import type { Fact } from './page-text'

export interface ShareRow {
  readonly kind: 'zero' | 'sameFilled' | 'compressible' | 'incompressible'
  readonly title: string
  /** Per cent of all pages. */
  readonly percent: number
}

/** Shares by class. Zeros stand apart only where pages were looked at. */
export function shareRows({ sameFilledShare, compressibleShare, incompressibleShare, file }: PageContents): readonly ShareRow[] {
  const zero = file?.zeroShare ?? 0
  const rows: readonly ShareRow[] = [
    { kind: 'zero', title: t('pages.zero'), percent: zero * 100 },
    { kind: 'sameFilled', title: file === null ? t('pages.sameFilled') : t('pages.otherSameFilled'), percent: Math.max(0, sameFilledShare - zero) * 100 },
    { kind: 'compressible', title: t('pages.compressible'), percent: compressibleShare * 100 },
    { kind: 'incompressible', title: t('pages.incompressible'), percent: incompressibleShare * 100 }
  ]
  return file === null ? rows.slice(1) : rows
}

/** A share as text: whole per cents lose too much of small classes. */
export function percentText(percent: number): string {
  return `${percent.toFixed(1)}\u2009%`
}

/** Sizes and sources, with the whole evidence for the tooltip. */
export function contentFacts(contents: PageContents, pageSize: number): Fact[] {
  const mean = contents.meanCompressedBytes
  const compressedSizes = contents.file?.compressedSizes ?? []
  const meanText = mean === null ? t('pages.notKnown') : t('pages.ofPage', { bytes: `${formatCount(Math.round(mean))}\u2009B`, percent: formatNumber((mean / pageSize) * 100) })
  const at = (share: number): string => formatCount(compressedSizes[Math.floor(share * compressedSizes.length)] ?? 0)
  const spread = compressedSizes.length === 0 ? [] : [{ label: t('pages.spread'), value: t('pages.spreadBytes', { p5: at(0.05), p50: at(0.5), p95: at(0.95) }) }]
  return [
    { label: t('pages.mean'), value: meanText, hint: t('pages.meanHint') }, ...spread,
    { label: t('pages.sharesFrom'), value: sourceText(contents.shares.source, contents), hint: contents.shares.detail },
    { label: t('pages.sizesFrom'), value: sourceText(contents.sizes.source, contents), hint: contents.sizes.detail }
  ]
}

function sourceText(source: ContentSource, { file }: PageContents): string {
  if (source === 'file') return t('pages.fromFile', { count: file?.pageCount ?? 0, name: file?.name ?? '' })
  if (source === 'mm_stat') return t('pages.fromMmStat')
  if (source === 'balance') return t('pages.fromBalance')
  return source === 'device' ? t('pages.fromDevice') : t('pages.assumed')
}
