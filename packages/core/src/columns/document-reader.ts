import type { DocumentFlattener } from '../tables/flatten-documents.js'
import type { TableRows } from '../tables/table-rows.js'
import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COMMA,
  LETTER_F,
  LETTER_N,
  LETTER_T,
  MINUS,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  SPACE,
} from './bytes.js'
import { binaryText, type ScanField, type ScanList, type ScanNode, type ScanObject, type ScanPlan, type ScanTable } from './scan-plan.js'
import { unusual } from './unusual.js'
import { ValueReader } from './value-reader.js'

/** `null`, the lowest letter first. */
const NULL = 0x6c6c756e
const CHECKED_ROWS_MASK = 255
/** Followers that are tried before a key is looked for: a few optional keys may be missing in between. */
const TRIES = 3

/**
 * Reads documents that are objects, until something else stands there, and counts their positions on in `origin`. In an array, commas stand
 * between them. What is unusual is thrown; the document is neither counted then nor taken back.
 *
 * @returns where it ends: before `end` only after a document and the white space that follows it, before a comma.
 */
export type ReadDocuments = (start: number, end: number, origin: { position: number }, inArray: boolean) => number

/**
 * Walks documents by the plan and writes their scalars straight into the columns of the open row groups, as the flattener does with values.
 * This is the interpreted form; of the containers, any may have a reader that was made for it instead.
 */
export class DocumentReader extends ValueReader {
  readonly plan: ScanPlan
  /** Ids and rows of the residue that were written: with the scalars, the traces that a value left. */
  others = 0
  /** What is counted of the documents, by the plan's counters. */
  readonly counts: Float64Array
  /** What is added where something is counted: 1; 0 where nothing shall count, and -1 to take it back. */
  step = 1
  readonly target: DocumentFlattener
  /** Reads documents one after the other, where there is code for it. */
  documents: ReadDocuments | undefined
  /** Where the document begins that {@link documents} reads. */
  at = 0
  /** Scalars of the documents that it read to their end. */
  wholeCells = 0
  #objects = 0

  constructor(target: DocumentFlattener, plan: ScanPlan) {
    super()
    this.target = target
    this.plan = plan
    this.counts = new Float64Array(plan.counters.length)
    interpret(this, plan.root)
  }

  /** Read the value of a place. */
  value(start: number, node: ScanNode, row: number): number {
    const code = this.bytes[start]!
    if (code === QUOTE) {
      if (!node.text) unusual()
      return node.hasFormats ? this.formatted(start + 1, node, row) : this.text(start + 1, node.text, row)
    }
    if (code === MINUS || (code >= 0x30 && code <= 0x39)) {
      if (node.number) return this.number(start, node.number, row)
      return node.integer ? this.integer(start, node.integer, row) : unusual()
    }
    if (code === OPEN_BRACE) return (node.object ?? node.map ?? unusual()).read(start + 1, row)
    if (code === OPEN_BRACKET) return (node.array ?? unusual()).read(start + 1, row)
    if (code === LETTER_T || code === LETTER_F) return node.boolean ? this.boolean(start, node.boolean, row) : unusual()
    return code === LETTER_N ? this.null(start, node) : unusual()
  }

  /** Read a text of which formats are expected. */
  formatted(start: number, node: ScanNode, row: number): number {
    const end = this.text(start, node.text!, row)
    return node.hasFormats!(this.bytes, start, end - 1) ? end : unusual()
  }

  null(start: number, node: ScanNode): number {
    if (!node.mayBeNull || this.view.getInt32(start, true) !== NULL) unusual()
    if (node.nullCounter >= 0) this.counts[node.nullCounter]! += this.step
    if (!node.nullIsEmpty) this.residue(node, 'null')
    return start + 4
  }

  /** Read an object, from after its brace. */
  object(start: number, object: ScanObject, row: number): number {
    const { bytes } = this
    const { fields } = object
    const traces = this.cells + this.others
    let before = -1
    const id = ++this.#objects
    let at = this.space(start)
    if (bytes[at] === CLOSE_BRACE) at++
    else {
      let place = this.#findField(object, 0, at)
      for (;;) {
        const field = fields[place]!
        if (field.seenIn === id) unusual()
        if (field.seenIn === 0) object.order.splice(object.order.indexOf(before) + 1, 0, place)
        field.seenIn = id
        before = place
        at = this.space(this.value(this.colon(at + field.bytes.length), field.node, row))
        const code = bytes[at]
        at++
        if (code === CLOSE_BRACE) break
        if (code !== COMMA) unusual()
        at = this.space(at)
        place = this.#findField(object, field.follower, at)
        field.follower = place
      }
    }
    for (const place of object.required) if (fields[place]!.seenIn !== id) unusual()
    for (const { place, counter } of object.counted) if (fields[place]!.seenIn !== id) this.counts[counter]! += this.step
    for (const place of object.notAbsent) if (fields[place]!.seenIn !== id) this.absent(object, place)
    if (this.cells + this.others === traces && !object.node.traceless) this.residue(object.node, '{}')
    return at
  }

  /** Note that a field is not there. */
  absent(object: ScanObject, place: number): void {
    this.residue(object.fields[place]!.node, null)
  }

  /** Read an array, from after its bracket. */
  array(start: number, list: ScanList, row: number): number {
    const { bytes } = this
    const { table } = list
    const { element, rows, ids, indexes } = table
    const { upper, lower } = this.link(list, row)
    let at = this.space(start)
    if (bytes[at] === CLOSE_BRACKET) return at + 1
    for (let index = 0; ; index++) {
      const child = this.begin(rows)
      ids!.pushWords(child, upper, lower)
      indexes!.push(child, index)
      table.at = index
      at = this.space(this.value(at, element, child))
      const code = bytes[at]
      at++
      if (code === CLOSE_BRACKET) return at
      if (code !== COMMA) unusual()
      at = this.space(at)
    }
  }

  /** Read a map, from after its brace. Its rows stand in the order of their keys: others than plain ASCII in that order are unusual. */
  map(start: number, list: ScanList, row: number): number {
    const { bytes } = this
    const { table } = list
    const { element, rows, ids, keys } = table
    const { upper, lower } = this.link(list, row)
    let at = this.space(start)
    if (bytes[at] === CLOSE_BRACE) return at + 1
    let before = -1
    for (;;) {
      if (bytes[at] !== QUOTE || (before >= 0 && !this.#comesAfter(before + 1, at + 1))) unusual()
      this.#expectPlain(at + 1)
      const child = this.begin(rows)
      ids!.pushWords(child, upper, lower)
      const end = this.text(at + 1, keys!, child)
      // A key is no leaf.
      this.cells--
      before = at
      at = this.space(this.value(this.colon(end), element, child))
      const code = bytes[at]
      at++
      if (code === CLOSE_BRACE) return at
      if (code !== COMMA) unusual()
      at = this.space(at)
    }
  }

  /** Give an array or map its id. */
  link(list: ScanList, row: number): { readonly upper: number; readonly lower: number } {
    const id = this.target.nextId(list.table.ordinal)
    list.ids.pushWords(row, id.upper, id.lower)
    this.others++
    return id
  }

  /** Open the next row of a child table. */
  begin(rows: TableRows): number {
    const row = rows.rows
    if (row === rows.limit || (row & CHECKED_ROWS_MASK) === 0) return this.beginChecked(rows)
    rows.rows = row + 1
    return row
  }

  /** As {@link begin}, where the row group may be full. Rows of the document that is being read cannot be taken back once they are closed. */
  beginChecked(rows: TableRows): number {
    if (rows.isFull()) {
      if (rows.rows > rows.rowsBefore) unusual()
      rows.flush()
    }
    return rows.rows++
  }

  /** Note in the residue what no column says. @param json null for what is absent. */
  residue(node: ScanNode, json: string | null): void {
    const rows = this.target.tables.at(-1)!
    if (rows.rows > rows.rowsBefore && rows.isFull()) unusual()
    this.target.addResidue(pathOf(node), json)
    this.others++
  }

  /** The place of the field whose key stands here, if there is one. */
  #findField({ fields, places }: ScanObject, expected: number, at: number): number {
    let place = expected
    for (let tries = 0; tries < TRIES && place < fields.length; tries++) {
      if (this.#isKey(fields[place]!, at)) return place
      place = fields[place]!.follower
    }
    if (!places) {
      for (let i = 0; i < fields.length; i++) if (this.#isKey(fields[i]!, at)) return i
      return unusual()
    }
    const end = this.bytes.indexOf(QUOTE, at + 1)
    // A quote within the key has a backslash before it, so that what is found is no key.
    return (this.bytes[at] === QUOTE && end > 0 ? places.get(binaryText(this.bytes, at, end + 1)) : undefined) ?? unusual()
  }

  #isKey({ bytes: key }: ScanField, at: number): boolean {
    const { bytes } = this
    let i = 0
    while (i < key.length && bytes[at + i] === key[i]) i++
    return i === key.length
  }

  #comesAfter(before: number, at: number): boolean {
    const { bytes } = this
    let i = 0
    while (bytes[before + i] === bytes[at + i] && bytes[at + i] !== QUOTE) i++
    if (bytes[before + i] === QUOTE) return bytes[at + i] !== QUOTE
    return bytes[at + i] !== QUOTE && bytes[at + i]! > bytes[before + i]!
  }

  #expectPlain(start: number): void {
    const { bytes } = this
    let at = start
    while (bytes[at] !== QUOTE) {
      const code = bytes[at++]!
      if (code < SPACE || code >= 0x80 || code === BACKSLASH) unusual()
    }
  }
}

/** Steps from the document's root. Within a map they are not known; where JavaScript lists keys in another order, rows would have one too. */
function pathOf(node: ScanNode): (string | number)[] {
  const { parent, at, keys } = node.table
  if (keys || node.isReordered) unusual()
  return parent ? [...pathOf(parent), at, ...node.path] : [...node.path]
}

/** Let all containers be read by their plan. */
function interpret(reader: DocumentReader, table: ScanTable): void {
  const visit = (node: ScanNode): void => {
    const { array, map, object } = node
    if (array) {
      array.read = (start, row) => reader.array(start, array, row)
      interpret(reader, array.table)
    }
    if (map) {
      map.read = (start, row) => reader.map(start, map, row)
      interpret(reader, map.table)
    }
    if (object) {
      object.read = (start, row) => reader.object(start, object, row)
      for (const field of object.fields) visit(field.node)
    }
  }
  visit(table.element)
}
