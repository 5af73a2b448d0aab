import { describe, expect, it } from 'vitest'
import { describeCounter } from '../../../src/engine/trace/counter-names'

describe('describeCounter', () => {
  it.each([
    ['pgsteal_anon', 'pages', true], ['pswpout', 'pages', true], ['allocstall_normal', 'count', true], ['allocstall', 'count', true],
    ['workingset_refault_anon', 'pages', true], ['workingset_nodes', 'nodes', false], ['nr_free_pages', 'pages', false], ['nr_vmscan_write', 'pages', true],
    ['kc_depth', 'pages', false], ['kc_queued', 'count', true], ['kc_wait_ns', 'ns', true], ['kc_wait_ns_max', 'ns', false],
    ['zram_orig_data_size', 'bytes', false], ['zram_same_pages', 'pages', false], ['psi_mem_some_us', 'us', true], ['psi.mem.full', 'ns', true],
    ['cpu0_idle', 'ticks', true], ['cpu.times.idle_ns', 'ns', true], ['MemFree', 'bytes', false], ['Active(anon)', 'bytes', false],
    ['mem.rss.anon', 'bytes', false], ['cpufreq', 'kHz', false], ['cpuidle', 'state', false], ['oom_kill', 'count', true]
  ])('knows %s: %s, cumulative %s', (name, unit, cumulative) => {
    expect(describeCounter(name)).toEqual({ unit, cumulative })
  })
})
