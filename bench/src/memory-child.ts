import { runCommandLine } from '@bridge-downstream/glue-shim'

const [input, out] = process.argv.slice(2)
const started = performance.now()
const quiet = { write: () => true }
const io = { stdout: quiet, stderr: process.stderr, cwd: process.cwd(), env: process.env }
const code = await runCommandLine(['run', input!, '--out', out!], io)
if (code !== 0) process.exit(code)
const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1000)
console.log(JSON.stringify({ peakMegabytes, seconds: Math.round((performance.now() - started) / 1000) }))
