#!/usr/bin/env node
import { once } from 'node:events'
import { boundGarbage, releaseGarbage } from './bound-garbage.js'
import { runCommandLine } from './command-line.js'

boundGarbage()

// Whoever reads our output may have seen enough (`| head`): that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

process.exitCode = await runCommandLine(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  drained: () => once(process.stdout, 'drain'),
  cwd: process.cwd(),
  env: process.env,
  releaseGarbage,
  workerScript: new URL('worker.js', import.meta.url),
})
