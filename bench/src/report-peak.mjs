// Loaded before a command (`node --import`): says at its end what memory it took at most and how long the processors
// worked, all threads together. JavaScript, since worker
// threads load it too, and what strips types takes more memory than the figure allows for.
import { isMainThread } from 'node:worker_threads'

if (isMainThread) {
  process.on('exit', () => {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
    const processorSeconds = Math.round((userCPUTime + systemCPUTime) / 1e5) / 10
    console.error(JSON.stringify({ peakMegabytes: Math.round(maxRSS / 1000), processorSeconds }))
  })
}
