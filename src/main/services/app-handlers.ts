/** The contract's methods, each a line or two over a service. */
import type { AppInfo, CaptureSummary, ComparisonStatus } from '../../shared/contract'
import type { AppError } from '../../shared/errors'
import { PRESETS } from '../../shared/presets'
import { fail, ok, type Result } from '../../shared/result'
import type { Handlers } from '../../shared/rpc/app-server'
import type { CaptureService } from './capture-service'
import type { ComparisonService } from './comparison-service'
import type { ExportService } from './export-service'
import { knownFile, type FileRegistry, type KnownFile } from './file-registry'
import type { ProfileService } from './profile-service'
import type { ProjectService } from './project-service'
import type { RecentFacts, RecentFiles } from './recent-files'
import type { SessionService } from './session-service'
import type { Shell } from './shell'
import type { SweepService } from './sweep-service'

export interface AppServices {
  readonly info: AppInfo
  readonly files: FileRegistry
  readonly shell: Shell
  readonly captures: CaptureService
  readonly comparisons: ComparisonService
  readonly exports: ExportService
  readonly sweeps: SweepService
  readonly projects: ProjectService
  readonly sessions: SessionService
  readonly recents: RecentFiles
  readonly profile: ProfileService
  /** The bundled sample capture; null when this build carries none. */
  readonly sample: KnownFile | null
}

/** One handler per method of the contract. */
export function createHandlers(services: AppServices): Required<Handlers> {
  const { comparisons, files, shell, sweeps } = services
  return {
    'app.info': async () => ok(services.info),
    'presets.list': async () => ok(PRESETS),
    'files.pick': async () => ok({ files: (await shell.pickFiles()).map((path) => files.add(path)) }),
    ...captureHandlers(services),
    'comparison.run': (request, context): Promise<Result<ComparisonStatus, AppError>> => comparisons.run(request, context),
    'comparison.series': async (request) => comparisons.series(request),
    'comparison.stalls': async (request) => comparisons.stalls(request),
    'comparison.threads': async (request) => comparisons.threads(request),
    'comparison.validate': (request, context) => comparisons.validate(request, context),
    'sweep.run': (request, context) => sweeps.run(request, context),
    'sweep.estimate': async ({ captureId }) => sweeps.estimate(captureId),
    'sweep.saved': async ({ captureId }) => sweeps.saved(captureId),
    'sweep.discard': async (request) => sweeps.discard(request),
    'sweep.export': async (request) => sweeps.export(request),
    'report.export': ({ comparisonId, format, notes }, context) => services.exports.export(comparisonId, format, notes, context),
    ...projectHandlers(services),
    ...memoryHandlers(services)
  }
}

type ProjectMethod = Extract<keyof Handlers, `project.${string}` | `session.${string}`>

function projectHandlers({ files, projects, recents, sessions }: AppServices): Pick<Required<Handlers>, ProjectMethod> {
  return {
    'project.save': async ({ state, embed, as }) => {
      const saved = await projects.save(state, { embed, as })
      const { path } = projects
      if (saved.ok && saved.value.kind === 'saved' && path !== null) void recents.note(projectFacts(saved.value.name, state.captures.length), [knownFile(path)])
      return saved
    },
    'project.open': async ({ fileIds }, context) => {
      const found = files.find(fileIds)
      if (!found.ok) return found
      const opened = await projects.open(found.value, context)
      if (opened.ok) void recents.note(projectFacts(opened.value.name, opened.value.captures.length + opened.value.missing.length), found.value)
      return opened
    },
    'project.locate': async ({ index, fileIds }, context) => {
      const found = files.find(fileIds)
      return found.ok ? projects.locate(index, found.value, context) : found
    },
    'project.drop': async ({ index }) => {
      projects.drop(index)
      return ok({})
    },
    'project.close': async () => {
      projects.forget()
      return ok({})
    },
    'session.save': ({ state }) => sessions.save(state),
    'session.find': async () => ok({ current: sessions.current(), last: await sessions.last() }),
    'session.restore': ({ sessionId }, context) => sessions.restore(sessionId, context),
    'session.discard': ({ sessionId }) => sessions.discard(sessionId)
  }
}

/** What this machine remembers. */
function memoryHandlers({ profile, recents }: AppServices) {
  return {
    'profile.load': async () => ok(await profile.load()),
    'profile.save': ({ key, value }) => profile.save(key, value),
    'recent.list': async () => ok(await recents.list()),
    'recent.find': ({ recentId }) => recents.find(recentId),
    'recent.remove': async ({ recentId }) => {
      await recents.remove(recentId)
      return ok({})
    },
    'recent.clear': async () => {
      await recents.clear()
      return ok({})
    }
  } satisfies Handlers
}

function projectFacts(name: string, parts: number): RecentFacts {
  return { kind: 'project', name, parts, bytes: null, lengthS: null, cpuCount: null }
}

function captureFacts({ identity, startNs, endNs, cpuCount }: CaptureSummary): RecentFacts {
  return { kind: 'capture', name: identity.name, parts: identity.files.length, bytes: identity.files.reduce((sum, file) => sum + file.bytes, 0), lengthS: (endNs - startNs) / 1e9, cpuCount }
}

function captureHandlers({ captures, exports, files, recents, sample: bundled }: AppServices) {
  return {
    'capture.open': async ({ fileIds, columns }, { signal, progress }) => {
      const found = files.find(fileIds)
      if (!found.ok) return found
      const opened = await captures.open(found.value, false, { signal, onProgress: progress, columns })
      if (opened.ok) void recents.note(captureFacts(opened.value), found.value)
      return opened
    },
    'capture.openSample': async (_params, { signal, progress }) => {
      const sample = knownSample(bundled)
      return sample.ok ? captures.open([sample.value], true, { signal, onProgress: progress }) : sample
    },
    'capture.list': async () => ok(captures.list()),
    'capture.close': async ({ captureId }) => captures.close(captureId),
    'capture.inspect': async ({ captureId }) => captures.inspect(captureId),
    'capture.usePages': async ({ captureId, fileId }, { signal }) => {
      const found = files.find(fileId === null ? [] : [fileId])
      return found.ok ? captures.usePages(captureId, found.value[0] ?? null, { signal }) : found
    },
    'capture.realign': ({ captureId, offsets }, { signal, progress }) => captures.realign(captureId, offsets, { signal, onProgress: progress }),
    'capture.export': ({ captureId }, context) => exports.exportCapture(captureId, context),
    'capture.series': ({ captureId, window, bins }, context) => captures.series(captureId, window, bins, context),
    'capture.metrics': ({ captureId, window }, context) => captures.metrics(captureId, window, context),
    'capture.stalls': ({ captureId, window }, context) => captures.stalls(captureId, window, context),
    'capture.threads': ({ captureId, window }, context) => captures.threads(captureId, window, context)
  } satisfies Handlers
}

function knownSample(sample: KnownFile | null): Result<KnownFile, AppError> {
  return sample === null ? fail({ code: 'NOT_FOUND', message: 'This build carries no sample capture.', advice: 'Open a capture of your own.' }) : ok(sample)
}
