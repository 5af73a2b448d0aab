import { describe, expect, it } from 'vitest'
import { ABSENT } from '../../../../src/engine/trace/trace'
import { tpVmscan } from '../../../../src/main/import/csv/tp-vmscan'
import { headOf, importWith, openTexts, warningCodes } from '../support'

const HEADER = '"ts","cpu","name","tid","thread_name","nid","order","gfp_flags","nr_scanned","nr_reclaimed","priority","reclaim_flags"'

describe('tp-vmscan', () => {
  it('reads the documented export', () => {
    const { trace, error } = importWith(tpVmscan, `${HEADER}
7477903000,0,"mm_vmscan_kswapd_wake",28,"kswapd0",0,0,"[NULL]","[NULL]","[NULL]","[NULL]","[NULL]"
7486492000,0,"mm_vmscan_lru_shrink_inactive",28,"kswapd0",0,"[NULL]","[NULL]",32,29,12,9
7490000000,1,"mm_shrink_slab_start",75,"app09","[NULL]","[NULL]","[NULL]","[NULL]","[NULL]","[NULL]","[NULL]"
`)
    expect(error).toBeNull()
    expect(trace).toMatchObject({ originS: 7, startNs: 477_903_000, endNs: 490_000_000, cpuCount: 2 })
    expect(trace.eventCounts).toEqual({ mm_shrink_slab_start: 1, mm_vmscan_kswapd_wake: 1, mm_vmscan_lru_shrink_inactive: 1 })
    expect(trace.events['mm_vmscan_kswapd_wake']!.args['order']![0]).toBe(0)
    const { args } = trace.events['mm_vmscan_lru_shrink_inactive']!
    expect([args['nr_scanned']![0], args['nr_reclaimed']![0], args['reclaim_flags']![0], args['nr_dirty']![0]]).toEqual([32, 29, 9, ABSENT])
    expect(trace.threads.name).toEqual(['swapper', 'kswapd0', 'app09'])
  })

  it('keeps no value of the row before', () => {
    const { trace } = importWith(tpVmscan, `${HEADER}
1000000000,0,"mm_vmscan_kswapd_wake",28,"kswapd0",3,4,"[NULL]","[NULL]","[NULL]","[NULL]","[NULL]"
1000000001,0,"mm_vmscan_kswapd_wake",28,"kswapd0","[NULL]","[NULL]","[NULL]","[NULL]","[NULL]","[NULL]","[NULL]"
`)
    expect([...trace.events['mm_vmscan_kswapd_wake']!.args['order']!]).toEqual([4, ABSENT])
  })

  it('skips rows without readable CPU or tid', () => {
    const { trace } = importWith(tpVmscan, '"ts","cpu","name","tid"\n1000,x,"a",1\n1000,0,"a","[NULL]"\n2000,0,"a",5\n')
    expect(trace.eventCounts).toEqual({ a: 1 })
    expect(warningCodes(trace)).toEqual(['CPU_NOT_UNDERSTOOD', 'TID_NOT_UNDERSTOOD', 'ZERO_SPAN'])
  })

  it('is recognised by its columns', () => {
    expect(tpVmscan.detect(headOf(`${HEADER}\n`))).toBeGreaterThan(0.8)
    expect(tpVmscan.detect(headOf('"ts","dur","cpu","name","tid"\n'))).toBe(0)
  })

  it('without any column of an event\'s arguments say so', async () => {
    const trace = await openTexts({ 'v.csv': '"ts","cpu","name","tid"\n1000,0,"mm_vmscan_direct_reclaim_end",7\n2000,0,"mm_vmscan_direct_reclaim_end",7\n' })
    expect(trace.events['mm_vmscan_direct_reclaim_end']?.count).toBe(2)
    expect(trace.warnings).toMatchObject([{ code: 'ARGUMENTS_MISSING', count: 1, line: 2, found: 'nr_reclaimed' }])
  })
})
