import { describe, expect, it } from 'vitest'
import { CpuUsage } from '../../../src/engine/cpu/cpu-usage'

describe('CPU usage', () => {
  it('adds up to wall time per CPU', () => {
    const usage = new CpuUsage(2, 1000, 100)
    usage.book(0, 'app', 0, 300)
    usage.book(0, 'kswapd', 300, 450)
    expect(usage.totalNs(0, 'app')).toBe(300)
    expect(usage.totalNs(0, 'kswapd')).toBe(150)
    expect(usage.totalNs(0, 'idle')).toBe(550)
    expect(usage.totalNs(1, 'idle')).toBe(1000)
  })

  it('splits a burst over the bins it crosses', () => {
    const usage = new CpuUsage(1, 300, 100)
    usage.book(0, 'kcompressd', 50, 250)
    const shares = usage.shares(0)
    expect([...shares.kcompressd]).toEqual([0.5, 1, 0.5])
    expect([...shares.idle]).toEqual([0.5, 0, 0.5])
  })

  it('measures a short last bin by its own length', () => {
    const usage = new CpuUsage(1, 250, 100)
    expect(usage.binCount).toBe(3)
    usage.book(0, 'other', 200, 250)
    expect(usage.shares(0).other[2]).toBe(1)
  })

  it('drops what lies outside the window', () => {
    const usage = new CpuUsage(1, 100, 100)
    usage.book(0, 'app', -50, 10)
    usage.book(0, 'app', 90, 500)
    usage.book(0, 'app', 200, 300)
    expect(usage.totalNs(0, 'app')).toBe(20)
  })
})
