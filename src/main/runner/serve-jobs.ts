/** The worker's side of the pool: keeps values, runs one job at a time. */
import type { Job, ToWorker, WorkerPort } from './worker-protocol'

/** Answers the pool's messages with the given jobs until the thread ends. */
export function serveJobs(port: WorkerPort, jobs: Readonly<Record<string, Job>>): void {
  const kept = new Map<string, unknown>()
  port.on('message', (message) => {
    if (message.kind === 'keep') kept.set(message.key, message.value)
    else if (message.kind === 'forget') kept.delete(message.key)
    else void runJob(port, jobs, kept, message)
  })
}

async function runJob(port: WorkerPort, jobs: Readonly<Record<string, Job>>, kept: ReadonlyMap<string, unknown>, message: ToWorker & { kind: 'job' }): Promise<void> {
  const { id, name, key, args } = message
  try {
    const job = jobs[name]
    if (job === undefined) throw new Error(`no job '${name}'`)
    const value = await job(key === null ? undefined : kept.get(key), args, { progress: (progress) => port.postMessage({ kind: 'progress', id, progress }) })
    port.postMessage({ kind: 'done', id, value })
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown))
    port.postMessage({ kind: 'failed', id, message: error.message, stack: error.stack ?? '' })
  }
}
