/** The whole back end behind one router, without a host: services, worker threads, files. A host adds transports and a shell. */
import { existsSync } from 'node:fs'
import { availableParallelism, totalmem } from 'node:os'
import { basename } from 'node:path'
import type { AppInfo } from '../../shared/contract'
import { AppServer, type AppServerOptions } from '../../shared/rpc/app-server'
import { CONTRACT_VERSION, ENGINE_VERSION, PRODUCT_VERSION } from '../../shared/version'
import { FileHashes } from '../project/capture-files'
import { WorkerTraceWork, type TraceWork } from '../runner/trace-work'
import type { Runner } from '../runner/runner'
import { WorkerPool } from '../runner/worker-pool'
import { WorkerRunner } from '../runner/worker-runner'
import { createHandlers } from './app-handlers'
import { CaptureService } from './capture-service'
import { ComparisonService } from './comparison-service'
import { ExportService } from './export-service'
import { FileRegistry } from './file-registry'
import { ProfileService } from './profile-service'
import { ProjectService } from './project-service'
import { RecentFiles } from './recent-files'
import { SessionService } from './session-service'
import type { Shell } from './shell'
import { SweepService } from './sweep-service'
import { SweepStore } from './sweep-store'

export interface BackEndOptions extends AppServerOptions {
  readonly shell: Shell
  /** Where engine work runs; see `createEngineWork`. */
  readonly work: EngineWork
  /** Folder or file of the bundled sample; ignored when it does not exist. */
  readonly samplePath: string
  /** Where journals of sweeps, autosaves and the list of recent files lie; absent = nothing outlives the session. */
  readonly dataFolder?: string
  /** Has the desktop's own list of recent documents follow; null = forget all. */
  readonly tellDesktop?: (path: string | null) => void
}

export interface EngineWork {
  readonly traces: TraceWork
  readonly runner: Runner
}

export interface BackEnd {
  readonly server: AppServer
  readonly files: FileRegistry
  /** Tells the window of files to open: given on the command line or by the desktop. */
  readonly offer: (paths: readonly string[]) => void
  readonly close: () => Promise<void>
}

const BYTES_PER_MB = 1024 * 1024
const MAX_HEAP_MB = 4096
const MIN_HEAP_MB = 512

/** Engine work on threads: one replay per CPU at once, and two threads for traces. */
export function createEngineWork(workerEntry: URL, threads: number = availableParallelism()): EngineWork {
  const heapMb = Math.round(Math.min(MAX_HEAP_MB, Math.max(MIN_HEAP_MB, totalmem() / BYTES_PER_MB / 2)))
  return { traces: new WorkerTraceWork(workerEntry, heapMb), runner: new WorkerRunner(new WorkerPool({ entry: workerEntry, size: Math.max(1, threads), heapMb })) }
}

function appInfo(host: AppInfo['host']): AppInfo {
  const versions = Object.fromEntries(
    ['node', 'v8', 'electron', 'chrome'].flatMap((name) => {
      const version = process.versions[name]
      return version === undefined ? [] : [[name, version]]
    })
  )
  return { productVersion: PRODUCT_VERSION, engineVersion: ENGINE_VERSION, contractVersion: CONTRACT_VERSION, host, platform: process.platform, versions }
}

/** Puts the services together. */
export function createBackEnd(options: BackEndOptions): BackEnd {
  const { shell, work, samplePath } = options
  const files = new FileRegistry()
  const captures = new CaptureService(work.traces)
  const comparisons = new ComparisonService({ captures, runner: work.runner, onUpdate: (status) => server.emit('comparison.update', status) })
  const exports = new ExportService({ captures, comparisons, traces: work.traces, shell })
  const store = options.dataFolder === undefined ? null : new SweepStore(options.dataFolder)
  const sweeps = new SweepService({ captures, runner: work.runner, shell, store, onUpdate: (status) => server.emit('sweep.update', status) })
  const projects = new ProjectService({ captures, comparisons, hashes: new FileHashes(), shell, samplePath })
  const sessions = new SessionService({ captures, comparisons, projects, dataFolder: options.dataFolder ?? null })
  const recents = new RecentFiles({ files, dataFolder: options.dataFolder ?? null, ...(options.tellDesktop === undefined ? {} : { tellDesktop: options.tellDesktop }) })
  const sample = existsSync(samplePath) ? { path: samplePath, name: basename(samplePath) } : null
  const handlers = createHandlers({ info: appInfo(shell.host), files, shell, captures, comparisons, exports, profile: new ProfileService(options.dataFolder ?? null), projects, recents, sessions, sweeps, sample })
  const server = new AppServer(handlers, options)
  return {
    server,
    files,
    offer: (paths) => {
      if (paths.length > 0) server.emit('files.offered', { files: paths.map((path) => files.add(path)) })
    },
    close: async () => {
      await Promise.all([work.traces.close(), work.runner.close(), projects.close(), recents.settled()])
    }
  }
}
