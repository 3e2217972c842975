// Loaded before a command (`node --import`): says at its end what memory it took at most.
process.on('exit', () => {
  console.error(JSON.stringify({ peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1000) }))
})
