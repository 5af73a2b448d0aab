/** A back end in memory: the real client and router, made-up answers. */
import { PRESETS } from '../../../src/shared/presets'
import type { ComparisonStatus } from '../../../src/shared/contract'
import { ok } from '../../../src/shared/result'
import { AppClient } from '../../../src/shared/rpc/app-client'
import { AppServer, type Handlers } from '../../../src/shared/rpc/app-server'
import { createMemoryPair } from '../../../src/shared/rpc/memory-pair'
import { validateComparison } from '../../../src/engine/assemble-validation'
import { fakeCapture, fakeComparison, fakeMetrics, fakeSeries, fakeStalls, fakeThreads } from './fake-data'

export interface FakeServer {
  readonly client: AppClient
  readonly server: AppServer
  /** Method names in the order of their calls. */
  readonly calls: { readonly method: string; readonly params: unknown }[]
}

/** Handlers given replace the made-up ones. */
export function createFakeServer(own: Handlers = {}): FakeServer {
  const pair = createMemoryPair()
  const calls: { method: string; params: unknown }[] = []
  const handlers = { ...standardHandlers((status) => server.emit('comparison.update', status)), ...own }
  const recorded = Object.fromEntries(Object.entries(handlers).map(([method, handler]) => [method, (params: never, context: never) => {
    calls.push({ method, params })
    return (handler as (params: never, context: never) => unknown)(params, context)
  }])) as Handlers
  const server = new AppServer(recorded)
  server.connect(pair.server)
  return { client: new AppClient(pair.client), server, calls }
}

function standardHandlers(update: (status: ComparisonStatus) => void): Handlers {
  let opened = 0
  return {
    'app.info': async () => ok({ productVersion: '0.1.0', engineVersion: '1', contractVersion: 1, host: 'web', platform: 'linux', versions: {} }),
    'presets.list': async () => ok(PRESETS),
    'capture.list': async () => ok([]),
    'session.find': async () => ok({ current: null, last: null }),
    'session.save': async () => ok({}),
    'files.pick': async () => ok({ files: [] }),
    'capture.open': async () => ok(fakeCapture(`c${(opened += 1)}`)),
    'capture.openSample': async () => ok(fakeCapture(`c${(opened += 1)}`, { synthetic: true })),
    'capture.close': async () => ok({}),
    'capture.series': async ({ window, bins }) => ok(fakeSeries(window?.startNs ?? 0, window?.endNs ?? 24e9, bins)),
    'comparison.series': async ({ configId, window, bins }) => ok(fakeSeries(window?.startNs ?? 0, window?.endNs ?? 24e9, bins, 0.5 + PRESETS.findIndex((preset) => preset.config.id === configId) / 8)),
    'comparison.run': async ({ captureId, configs, seeds }) => {
      const status: ComparisonStatus = { comparisonId: 'r1', captureId, phase: 'replaying', membersDone: 1, membersTotal: configs.length * seeds, comparison: fakeComparison(configs.slice(0, 1), 1) }
      update(status)
      return ok({ ...status, phase: 'done', membersDone: status.membersTotal, comparison: fakeComparison(configs, seeds) })
    },
    'capture.stalls': async () => ok(fakeStalls(1)),
    'comparison.stalls': async ({ configId }) => ok(fakeStalls(configId === 'off' ? 1.1 : 0.6)),
    'capture.threads': async () => ok(fakeThreads(1)),
    'comparison.threads': async ({ configId }) => ok(fakeThreads(configId === 'off' ? 1.1 : 0.6)),
    'capture.metrics': async ({ captureId }) => ok(fakeMetrics(captureId === 'c1' ? 1 : 0.5)),
    'comparison.validate': async ({ configId, actuals }) => {
      const comparison = fakeComparison(PRESETS.map((preset) => preset.config).filter(({ id }) => id === 'off' || id === configId), 5)
      return ok(validateComparison(comparison, configId, actuals.map(({ captureId }) => ({ name: captureId, metrics: fakeMetrics(0.5) })))!)
    },
    'report.export': async ({ format }) => ok({ kind: 'download', name: `report.${format}`, path: `/download/report.${format}` })
  }
}
