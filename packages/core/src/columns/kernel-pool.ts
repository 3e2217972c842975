import { KERNEL_CODE } from './kernel-code.js'
import { compileKernel, NOBODY, ScanKernel, type WasmModule } from './scan-kernel.js'

/** Kernels that are kept for those who come next. */
const MOST_KEPT = 8
/** A kernel that a large document made grow beyond this is not kept: its memory never shrinks. */
const MOST_KEPT_BYTES = 64 * 1024 ** 2

const free: ScanKernel[] = []
/** Kernels that are free or will be given back. */
let kept = 0
/** null where the platform has none, or forbids it. */
let compiled: WasmModule | null | undefined

/**
 * A kernel that nobody uses, until {@link giveBack}: the one that holds the owner's program, if there is one. Undefined where the platform lets
 * none be made.
 *
 * @param owner number of a program.
 */
export function takeKernel(owner: number): ScanKernel | undefined {
  const own = takeFrom(owner) ?? takeFrom(NOBODY)
  if (own) return own
  // Datasets that take turns should find their programs again.
  return kept < MOST_KEPT ? createKernel() : (free.shift() ?? createKernel())
}

/** An owner will not come again. */
export function disown(owner: number): void {
  for (const kernel of free) if (kernel.owner === owner) kernel.owner = NOBODY
}

function takeFrom(owner: number): ScanKernel | undefined {
  const place = free.findIndex((kernel) => kernel.owner === owner)
  return place < 0 ? undefined : free.splice(place, 1)[0]
}

export function giveBack(kernel: ScanKernel): void {
  kernel.host = undefined
  if (free.length < MOST_KEPT && kernel.bytes.length <= MOST_KEPT_BYTES) free.push(kernel)
  else kept--
}

function createKernel(): ScanKernel | undefined {
  if (compiled === undefined) compiled = compileKernel(Uint8Array.from(atob(KERNEL_CODE), (letter) => letter.charCodeAt(0)))
  if (compiled === null) return undefined
  try {
    const kernel = new ScanKernel(compiled)
    kept++
    return kernel
  } catch (error) {
    // There is no memory for another one.
    if (error instanceof RangeError) return free.shift()
    throw error
  }
}
