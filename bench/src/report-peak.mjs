// Loaded before a command (`node --import`): says at its end what memory it took at most, all threads together. JavaScript, since worker
// threads load it too, and what strips types takes more memory than the figure allows for.
import { isMainThread } from 'node:worker_threads'

if (isMainThread) {
  process.on('exit', () => {
    console.error(JSON.stringify({ peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1000) }))
  })
}
