import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Have V8 collect garbage before it asks the machine for more memory. By itself it lets garbage pile up while there is room, which
 * doubles the peak over a large file; the heap may still grow to whatever the data need. For a process that is ours alone.
 */
export function boundGarbage(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
  setFlagsFromString('--heap-growing-percent=20')
}

/**
 * Give back to the machine what is garbage, and the pages that V8 keeps for later. While a process is busy it
 * keeps them, so that the peaks of two steps would add up.
 */
export function releaseGarbage(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as (options: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}
