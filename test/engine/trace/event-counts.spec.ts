import { describe, expect, it } from 'vitest'
import { EventCounts } from '../../../src/engine/trace/event-counts'

const counts = (...files: readonly (readonly [Record<string, number>, Record<string, number>])[]): Record<string, number> => {
  const all = new EventCounts()
  for (const [own, repeated] of files) {
    for (const [name, count] of Object.entries(own)) all.add(name, count)
    all.endFile(new Map(Object.entries(repeated)))
  }
  return all.finish()
}

describe('counts of events', () => {
  it('of several files add up', () => {
    expect(counts([{ rss_stat: 3, mm_page_alloc: 5 }, {}], [{ rss_stat: 4, mm_page_alloc: 1 }, {}])).toEqual({ mm_page_alloc: 6, rss_stat: 7 })
  })

  it('leave out what was taken back, under whichever name it came', () => {
    const first = { rss_stat: 3, sched_switch: 9, sched_waking: 5 }
    expect(counts([first, {}], [{ rss_stat_throttled: 3, sched_switch: 10, sched_wakeup: 2, sched_waking: 5 }, { rss_stat: 2, sched: 9, wakeups: 5 }])).toEqual({ rss_stat: 3, rss_stat_throttled: 1, sched_switch: 10, sched_waking: 7 })
  })

  it('of events that are only counted are the larger ones where a file repeats another', () => {
    expect(counts([{ rss_stat: 3, mm_page_alloc: 5 }, {}], [{ rss_stat: 3, mm_page_alloc: 7 }, { rss_stat: 3 }])).toEqual({ mm_page_alloc: 7, rss_stat: 3 })
  })
})
