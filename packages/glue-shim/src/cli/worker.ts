import { parentPort, workerData } from 'node:worker_threads'
import type { WorkerSetup } from '../workers/worker-messages.js'
import { serveWork } from '../workers/serve-work.js'

serveWork(parentPort!, workerData as WorkerSetup)
