/**
 * Shares an amount known per interval (pages from counters) among threads whose CPU time per interval is known: a Poisson
 * regression with non-negative rates, solved by expectation maximisation. The amounts of every interval are kept exactly.
 * Threads that were busy while nothing happened (load generators) end up with a rate near 0, without looking at names.
 */

const ROUNDS = 80
const SETTLED_ROUNDS = 60
/** Rate of threads without evidence of their own, relative to those with it, at the start. */
const PRIOR_WITHOUT_EVIDENCE = 0.1

/**
 * A page costs every thread about the same CPU time. Without a bound, a thread that ran for microseconds in a busy interval
 * would explain it best.
 */
const MAX_RATE_FACTOR = 3

/** Rate at which half of the amount happened: the median over the amounts (rate times CPU time). */
function typicalRate(rates: Float64Array, sums: readonly number[]): number {
  const order = [...rates.keys()].sort((a, b) => (rates[a] as number) - (rates[b] as number))
  const amountOf = (t: number): number => (rates[t] as number) * (sums[t] as number)
  const half = order.reduce((sum, t) => sum + amountOf(t), 0) / 2
  let seen = 0
  for (const t of order) {
    seen += amountOf(t)
    if (seen >= half) return rates[t] as number
  }
  return 0
}

export interface Attribution {
  /** Amount of thread t in interval k: `amount[t][k]`. */
  readonly amount: readonly Float64Array[]
  /** Amount per interval that no thread could take (nobody ran). */
  readonly unexplained: number
}

function intervalTotals(weights: readonly Float64Array[], rates: Float64Array, count: number): Float64Array {
  const totals = new Float64Array(count)
  weights.forEach((row, t) => {
    const rate = rates[t] as number
    for (let k = 0; k < count; k++) totals[k] = (totals[k] as number) + rate * (row[k] as number)
  })
  return totals
}

/**
 * @param weights CPU time (any unit) per thread and interval.
 * @param amounts what happened per interval, >= 0.
 * @param hasEvidence whether a thread showed the activity by itself (prior).
 */
export function attribute(weights: readonly Float64Array[], amounts: Float64Array, hasEvidence: readonly boolean[]): Attribution {
  const rates = Float64Array.from(hasEvidence, (evidence) => (evidence ? 1 : PRIOR_WITHOUT_EVIDENCE))
  const sums = weights.map((row) => row.reduce((sum, value) => sum + value, 0))
  for (let round = 0; round < ROUNDS; round++) {
    const totals = intervalTotals(weights, rates, amounts.length)
    weights.forEach((row, t) => {
      let gain = 0
      for (let k = 0; k < amounts.length; k++) {
        const total = totals[k] as number
        if (total > 0) gain += ((amounts[k] as number) * (row[k] as number)) / total
      }
      const sum = sums[t] as number
      rates[t] = sum > 0 ? ((rates[t] as number) * gain) / sum : 0
    })
    // Bounded only once the rates have settled: at first, busy bystanders look typical.
    if (round < SETTLED_ROUNDS) continue
    const limit = MAX_RATE_FACTOR * typicalRate(rates, sums)
    rates.forEach((rate, t) => {
      rates[t] = Math.min(rate, limit)
    })
  }
  return share(weights, amounts, rates)
}

function share(weights: readonly Float64Array[], amounts: Float64Array, rates: Float64Array): Attribution {
  const totals = intervalTotals(weights, rates, amounts.length)
  const amount = weights.map((row, t) => {
    const rate = rates[t] as number
    return row.map((weight, k) => ((totals[k] as number) > 0 ? ((amounts[k] as number) * rate * weight) / (totals[k] as number) : 0))
  })
  let unexplained = 0
  for (let k = 0; k < amounts.length; k++) if (!((totals[k] as number) > 0)) unexplained += amounts[k] as number
  return { amount, unexplained }
}
