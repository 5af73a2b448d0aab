/** Sentences of the engine as people read them: metric titles instead of flat names, grouped thousands, no signed zero. */
import { formatCount, THIN_SPACE } from '../../shared/format'
import { findMetricDefinition } from '../../shared/metric-definitions'
import { unbroken } from './axis-text'

/** A flat metric name in running text: `kswapd.cpuS`, `pgscanKswapd`. Plain words are no metrics and stay. */
const WORD = /[a-z][A-Za-z]*(?:\.[A-Za-z0-9]+)*/g
/** A whole number of four digits or more, not part of a version or a decimal number. */
const LONG_NUMBER = /(?<![\w.,\u2009-])\d{4,}(?![\w.,]*\d)/g
/** `−0 %`, `+0 %`: nothing has no direction. */
const SIGNED_ZERO = /[−+-]0(?= %|\u2009%|\.0 |$)/g

/** Rewrites a sentence for the screen; its numbers do not break at their thin spaces. */
export function plainWords(text: string): string {
  const named = text.replace(WORD, (word) => midSentence(titleOf(word)))
  return unbroken(named.replace(LONG_NUMBER, (digits) => formatCount(Number(digits))).replace(SIGNED_ZERO, '0').replace(/(\d) (%|ms|s|pages)(?![A-Za-z])/g, `$1${THIN_SPACE}$2`).replace(/([↑↓→]) /g, `$1${THIN_SPACE}`))
}

/** Only names that no word is spelled like are replaced: those with a dot or a capital inside. */
function titleOf(word: string): string {
  return /[.A-Z]/.test(word) ? (findMetricDefinition(word)?.title ?? word) : word
}

/** Titles begin with a capital; inside a sentence only abbreviations keep it. */
function midSentence(title: string): string {
  return /^[A-Z][a-z]/.test(title) ? `${title.charAt(0).toLowerCase()}${title.slice(1)}` : title
}
