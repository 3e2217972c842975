/** Of the platform's types, what is used: they come with those of a browser only. */
declare const WebAssembly: {
  readonly Module: new (code: Uint8Array) => WasmModule
  readonly Instance: new (module: WasmModule, imports: unknown) => { readonly exports: unknown }
  readonly Memory: new (size: { readonly initial: number }) => WasmMemory
}
export type WasmModule = object
interface WasmMemory {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}

/** What the kernel asks while it reads: addresses are places in its memory. */
export interface KernelHost {
  /** Whether a text, from `start` to before `end`, has the formats that are expected of a node. */
  hasFormats(node: number, start: number, end: number): boolean
  /** Note in the residue what no column says. @returns false where that is for the reference road. */
  noteResidue(document: number, node: number, what: number): boolean
}

/** What the module exports: see `kernel/documents.ts`. Truth values are 0 and 1 here. */
interface KernelExports {
  setTables(address: number, count: number, positionsColumn: number): void
  setCounting(step: number, counts: number): void
  setEntries(slots: number, slotCount: number, entries: number, entryBytes: number): void
  clearEntries(): void
  clearingCount(): number
  forgetCodes(fromColumn: number, toColumn: number): number
  giveCodes(code: number, last: number): void
  nextCodeGiven(): number
  tellCode(column: number, text: number, length: number, code: number): number
  resolve(column: number, values: number, texts: number, codes: number): number
  madeEntry(): number
  takeResolvedBytes(): number
  setFreeDecoded(address: number): void
  run(start: number, end: number, isLast: number, isInArray: number, position: bigint, idsBase: bigint): number
  stoppedAt(): number
  documentCount(): number
  cellCount(): number
  tableWithoutRoom(): number
  setOut(out: number, outBytes: number, starts: number, offset: number): void
  outEnd(): number
  gather(values: number, count: number): number
}

/** No program has this number. */
export const NOBODY = 0

const PAGE_BYTES = 64 * 1024
/** After what the module keeps there itself. */
const SLOTS = 4096
/** For at most half as many distinct texts of all columns. */
const SLOT_COUNT = 128 * 1024
const SLOT_BYTES = 8
const ENTRIES_AT = SLOTS + SLOT_COUNT * SLOT_BYTES
const ENTRY_BYTES = 4 * 1024 ** 2
/** Texts on their way to a column. */
const LAID_OUT_BYTES = 256 * 1024
const LAID_OUT_AT = ENTRIES_AT + ENTRY_BYTES
/** Where each of them begins, of at least 4 bytes. */
const STARTS_AT = LAID_OUT_AT + LAID_OUT_BYTES
/** What belongs to one scanner begins here. */
export const PROGRAM_AT: number = STARTS_AT + LAID_OUT_BYTES

/**
 * The scanner's inner loop as WebAssembly, with memory of its own. What a scanner puts there stays until another one takes the kernel over.
 */
export class ScanKernel {
  readonly exports: KernelExports
  host: KernelHost | undefined
  /** Number of the program that is in memory, if somebody may want it again. */
  owner: number = NOBODY
  bytes: Uint8Array = new Uint8Array(0)
  words: Int32Array = new Int32Array(0)
  doubles: Float64Array = new Float64Array(0)
  view: DataView = new DataView(new ArrayBuffer(0))
  readonly #memory: WasmMemory

  constructor(module: WasmModule) {
    const memory = (this.#memory = new WebAssembly.Memory({ initial: Math.ceil(PROGRAM_AT / PAGE_BYTES) }))
    const { exports } = new WebAssembly.Instance(module, {
      env: { memory },
      host: {
        decimal: (start: number, end: number) => Number(this.#ascii(start, end)),
        hasFormats: (node: number, start: number, end: number) => (this.host!.hasFormats(node, start, end) ? 1 : 0),
        residue: (document: number, node: number, what: number) => (this.host!.noteResidue(document, node, what) ? 1 : 0),
      },
    })
    this.exports = exports as KernelExports
    this.#look()
    this.exports.setEntries(SLOTS, SLOT_COUNT, ENTRIES_AT, ENTRY_BYTES)
  }

  /** Let the memory reach to an address, at least. What is there stays. */
  reach(end: number): void {
    const missing = end - this.bytes.length
    if (missing <= 0) return
    this.#memory.grow(Math.ceil(missing / PAGE_BYTES))
    this.#look()
  }

  /** Give codes from one on to texts that are new, until there are so many. @param offset see {@link laidOut}. */
  giveCodes(code: number, last: number, offset: number): void {
    this.#layOutFrom(offset)
    this.exports.giveCodes(code, last)
  }

  /** Say the code of a text that a column has. @returns false if there is no room for it. */
  tellCode(column: number, text: Uint8Array, code: number): boolean {
    if (text.length > LAID_OUT_BYTES) return false
    this.bytes.set(text, LAID_OUT_AT)
    return this.exports.tellCode(column, LAID_OUT_AT, text.length, code) !== 0
  }

  /** Lay out texts of a column. @param offset see {@link laidOut}. @returns how many there was room for. */
  gather(values: number, count: number, offset: number): number {
    this.#layOutFrom(offset)
    return this.exports.gather(values, count)
  }

  /** So many texts that were laid out, each after its length, and where they begin: the first one at the offset. They are gone with the next ones. */
  laidOut(texts: number): { readonly bytes: Uint8Array; readonly starts: Int32Array } {
    return {
      bytes: this.bytes.subarray(LAID_OUT_AT, this.exports.outEnd()),
      starts: this.words.subarray(STARTS_AT >> 2, (STARTS_AT >> 2) + texts),
    }
  }

  #layOutFrom(offset: number): void {
    this.exports.setOut(LAID_OUT_AT, LAID_OUT_BYTES, STARTS_AT, offset)
  }

  #look(): void {
    const { buffer } = this.#memory
    this.bytes = new Uint8Array(buffer)
    this.words = new Int32Array(buffer)
    this.doubles = new Float64Array(buffer)
    this.view = new DataView(buffer)
  }

  #ascii(start: number, end: number): string {
    let text = ''
    for (let at = start; at < end; at++) text += String.fromCharCode(this.bytes[at]!)
    return text
  }
}

/** Makes a module of its code; null where the platform cannot, or forbids it. */
export function compileKernel(code: Uint8Array): WasmModule | null {
  // JavaScript reads and writes the kernel's memory by its own order of bytes.
  if (new Uint8Array(Uint32Array.of(1).buffer)[0] !== 1) return null
  try {
    return new WebAssembly.Module(code)
  } catch (error) {
    // A content security policy may forbid it, an old engine not know all of it; the reference road needs neither.
    if (error instanceof Error) return null
    throw error
  }
}
