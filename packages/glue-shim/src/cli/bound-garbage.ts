import { setFlagsFromString } from 'node:v8'

/**
 * Have V8 collect garbage before it asks the machine for more memory. By itself it lets garbage pile up while there is room, which
 * doubles the peak over a large file; the heap may still grow to whatever the data need. For a process that is ours alone.
 */
export function boundGarbage(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
  setFlagsFromString('--heap-growing-percent=20')
}
