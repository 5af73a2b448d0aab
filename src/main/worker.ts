/** Worker entry: joins the jobs to the thread's port. */
import { parentPort } from 'node:worker_threads'
import { serveJobs } from './runner/serve-jobs'
import { WORKER_JOBS } from './runner/worker-jobs'

if (parentPort === null) throw new Error('worker.js is started by the app, not by hand')
serveJobs(parentPort, WORKER_JOBS)
