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

  /**
   * Note that rows have values, before these are added.
   *
   * @param row beyond every row that has a value: the first one of them.
   * @param count of values.
   * @param bits that say which rows have one, from `from` to before `to`; undefined where they are the first `count` rows.
   */
  markRows(row: number, count: number, bits: Uint8Array | undefined, from: number, to: number): void {
    // Bits are not kept while every row has a value.
    if (this.count === row && count === to - from) return
    if (!bits) {
      if (this.count !== row) for (let i = row; i < row + count; i++) this.markPresent(i)
    } else if (from > 0) {
      for (let i = from; i < to; i++) if (bits[i >> 3]! & (1 << (i & 7))) this.markPresent(row + i - from)
    } else this.#markBytes(row, bits, to)
  }

  #markBytes(row: number, bits: Uint8Array, rows: number): void {
    // A byte more, for what is shifted out of the last one.
    const own = this.#room(row + rows + 15)
    const shift = row & 7
    const first = row >> 3
    const whole = rows >> 3
    for (let i = 0; i <= whole; i++) {
      // Of the last byte, what is after the rows is not theirs.
      const byte = i < whole ? bits[i]! : (bits[i] ?? 0) & ((1 << (rows & 7)) - 1)
      const shifted = byte << shift
      own[first + i]! |= shifted
      own[first + i + 1]! |= shifted >> 8
    }
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
