const FIRST_BYTES = 128

/** Which rows of a column have a value. The base of all columns that are being filled. */
export class CellPresence {
  /** Values so far. */
  count = 0
  /** A bit for each row; undefined while every row so far has a value. */
  #bits: Uint8Array | undefined
  #spare: Uint8Array | undefined

  /**
   * Note that a row has a value, where {@link count} does not say it by being the row's number. Call it before the value is added.
   *
   * @param row beyond every row that has a value.
   */
  markPresent(row: number): void {
    const bits = this.#room(row)
    bits[row >> 3]! |= 1 << (row & 7)
  }

  /** The bits of so many rows. Empties the presence. */
  takePresence(rows: number): Uint8Array | undefined {
    const isFull = this.count === rows
    const bits = isFull ? undefined : this.#room(rows - 1)
    this.#bits = undefined
    this.count = 0
    return bits
  }

  /** Use the memory of bits that were taken again. */
  protected recyclePresence(bits: Uint8Array | undefined): void {
    if (bits && bits.length > (this.#spare?.length ?? 0)) this.#spare = bits
  }

  /** How many values there are from a row on. */
  protected valuesFrom(row: number, rows: number): number {
    if (!this.#bits) return Math.max(0, this.count - row)
    let values = 0
    for (let at = row; at < rows; at++) if (this.#bits[at >> 3]! & (1 << (at & 7))) values++
    return values
  }

  /** Forget the values from a row on. */
  protected dropFrom(row: number, rows: number): void {
    this.count -= this.valuesFrom(row, rows)
    const bits = this.#bits
    if (!bits || row >= rows) return
    if (this.count === row) {
      this.#bits = undefined
      return
    }
    bits[row >> 3]! &= (1 << (row & 7)) - 1
    bits.fill(0, (row >> 3) + 1, (rows >> 3) + 1)
  }

  /** Bits with room for a row. As long as no row was passed over, they were not kept. */
  #room(row: number): Uint8Array {
    let bits = this.#bits
    if (bits && row >> 3 < bits.length) return bits
    const grown = this.#take(Math.max((row >> 3) + 1, bits ? bits.length * 2 : FIRST_BYTES))
    if (bits) grown.set(bits)
    else {
      grown.fill(0xff, 0, this.count >> 3)
      grown[this.count >> 3] = (1 << (this.count & 7)) - 1
    }
    bits = this.#bits = grown
    return bits
  }

  /** Memory of at least so many bytes, all of them zero. */
  #take(length: number): Uint8Array {
    const spare = this.#spare
    if (!spare || spare.length < length) return new Uint8Array(length)
    this.#spare = undefined
    return spare.fill(0)
  }
}
