import { UNEXPECTED } from '../columns/entry-road.js'
import type { PlaceCounts } from '../columns/scan-plan.js'
import type { DocumentOrigin } from '../documents/json-document.js'
import type { ParseOptions } from '../json/parse-json.js'
import { formatCheck } from '../schema/byte-formats.js'
import { fingerprint } from '../schema/fingerprint.js'
import { SchemaInference, type InferOptions } from '../schema/infer-schema.js'
import type { Schema } from '../schema/schema.js'
import type { Cell } from '../tables/cell.js'
import type { TablePlan } from '../tables/table-plan.js'
import { addPlaceCounts } from './count-places.js'
import type { DatasetWriter } from './dataset-writer.js'

export interface AtOnceSizes {
  /** Bytes of a dataset that are looked at before its tables are planned. */
  readonly sampleBytes: number
  /** Bytes after which it is looked again whether the plan still holds; twice as many each time that nothing was unusual. */
  readonly checkedBytes: number
}

/** So many unusual documents are nothing to worry about. */
const FEW_UNUSUAL = 1_000
/** More than this part of all documents makes reading twice the better way. */
const MOST_UNUSUAL = 0.1

/** Bytes of whole documents, and what they belong to. */
export interface EntryPart {
  readonly bytes: Uint8Array
  /** Whether the memory of the bytes is used for others later. */
  readonly isReused: boolean
  readonly first: DocumentOrigin
  readonly injected: Readonly<Record<string, Cell>>
  readonly parse: ParseOptions
  /** Told how many documents and leaves there were. */
  readonly count: (documents: number, leaves: number) => void
}

/** Makes the writer of a dataset by its schema. */
export type PlanWriter = (schema: Schema) => { readonly plan: TablePlan; readonly writer: () => DatasetWriter }

/**
 * One dataset that is written while its schema is learnt: planned by its first documents, while all others are checked to be nothing else. A
 * document that is something else is learnt from; if the plan would be another one then, {@link UNEXPECTED} is thrown, and everything has to be
 * read twice.
 */
export class DatasetAtOnce {
  readonly #inference: SchemaInference
  readonly #planWriter: PlanWriter
  readonly #sizes: AtOnceSizes
  readonly #counts: PlaceCounts = { absents: new Map(), nulls: new Map() }
  #sample: EntryPart[] = []
  /** Leaves of the documents that were learnt from before the tables were planned. */
  #leaves = 0
  #writer: DatasetWriter | undefined
  #plan = ''
  /** Fingerprint of what is expected; empty where everything was known before the tables were planned. */
  #expected = ''
  /** Bytes since the plan was looked at. */
  #bytes = 0
  #unusual = 0
  #unusualBefore = 0
  /** Bytes after which it is looked again though nothing was unusual: places that are absent or null more often change plans too. */
  #quietBytes: number

  constructor(infer: InferOptions, planWriter: PlanWriter, sizes: AtOnceSizes) {
    this.#sizes = sizes
    this.#quietBytes = sizes.checkedBytes
    this.#inference = new SchemaInference(infer)
    this.#planWriter = planWriter
  }

  get writer(): DatasetWriter | undefined {
    return this.#writer
  }

  /** Bytes that are kept until the tables are planned. */
  get sampleBytes(): number {
    return this.#writer ? 0 : this.#bytes
  }

  /** @returns how many documents there were. */
  async add(part: EntryPart): Promise<number> {
    this.#bytes += part.bytes.length
    if (this.#writer) {
      const documents = await this.#write(this.#writer, part)
      if (this.#bytes >= (this.#unusual === this.#unusualBefore ? this.#quietBytes : this.#sizes.checkedBytes)) this.#check()
      return documents
    }
    const documents = this.#inference.addBytes(part.bytes, part.parse)
    const { leaves } = this.#inference
    // Containers that were not followed hide some.
    if (leaves === undefined) throw UNEXPECTED
    part.count(documents, leaves - this.#leaves)
    this.#leaves = leaves
    this.#sample.push({ ...part, bytes: keptBytes(part) })
    if (this.#bytes >= this.#sizes.sampleBytes) await this.open()
    return documents
  }

  /** Plan the tables, and write what was kept. */
  async open(): Promise<void> {
    const { writer } = await this.#openWriter(true)
    writer.road.isObserving = true
  }

  /** All documents are there. @returns their schema. */
  async finish(): Promise<{ readonly writer: DatasetWriter; readonly schema: Schema }> {
    // Where all was kept, everything is known, whatever it is.
    if (!this.#writer) return this.#openWriter(false)
    if (this.#expected !== '') this.#check()
    return { writer: this.#writer, schema: this.#inference.schema() }
  }

  async #openWriter(isSample: boolean): Promise<{ readonly writer: DatasetWriter; readonly schema: Schema }> {
    const schema = this.#inference.schema()
    const { plan, writer: createWriter } = this.#planWriter(schema)
    // A new key can make a map an object, and where containers were not followed it is not known what is in them.
    if (isSample && (plan.tables.some(({ kind }) => kind === 'map') || plan.limited.length > 0)) throw UNEXPECTED
    const writer = (this.#writer = createWriter())
    if (isSample) {
      this.#plan = JSON.stringify(plan)
      this.#expect(writer, schema)
    }
    writer.road.isObserving = false
    const sample = this.#sample.splice(0)
    for (const part of sample) await this.#write(writer, { ...part, count: () => {} })
    this.#bytes = 0
    return { writer, schema }
  }

  async #write(writer: DatasetWriter, { bytes, first, injected, parse, count }: EntryPart): Promise<number> {
    const documents = writer.documents
    const leaves = leavesOf(writer)
    for (const _ of writer.addEntry(bytes, first, injected, parse)) if (writer.isBusy) await writer.settle()
    if (writer.isBusy) await writer.settle()
    count(writer.documents - documents, leavesOf(writer) - leaves)
    return writer.documents - documents
  }

  #expect(writer: DatasetWriter, schema: Schema): void {
    this.#expected = fingerprint(schema, 'exact')
    writer.road.takeCounts(this.#counts)
    const isScanned = writer.road.expect({
      expectations: { root: schema.root, formatCheck },
      onUnusual: (document) => {
        this.#unusual++
        this.#inference.add(document)
      },
    })
    if (!isScanned) throw UNEXPECTED
  }

  /** Whether what was learnt since would make another plan. */
  #check(): void {
    const writer = this.#writer!
    this.#bytes = 0
    writer.road.takeCounts(this.#counts)
    if (this.#unusual > FEW_UNUSUAL && this.#unusual > writer.documents * MOST_UNUSUAL) throw UNEXPECTED
    const schema = this.#inference.schema()
    const counted = addPlaceCounts(schema, this.#counts)
    if (JSON.stringify(this.#planWriter(counted).plan) !== this.#plan) throw UNEXPECTED
    if (this.#unusual === this.#unusualBefore) {
      this.#quietBytes *= 2
      return
    }
    this.#unusualBefore = this.#unusual
    if (fingerprint(schema, 'exact') !== this.#expected) this.#expect(writer, schema)
  }
}

/** A copy where it is needed, or where the bytes would keep many others in memory, as those of an entry that is not compressed. */
function keptBytes({ bytes, isReused }: EntryPart): Uint8Array {
  return isReused || bytes.length * 2 < bytes.buffer.byteLength ? bytes.slice() : bytes
}

function leavesOf({ leaves }: DatasetWriter): number {
  return leaves.cells + leaves.json + leaves.residue + leaves.excluded
}
