/** Distinct texts up to which a column is kept as a list of them and a number for each row. */
const MOST_DISTINCT = 16_384
const FIRST_VALUES = 64
const FIRST_BYTES = 1024
/** UTF-8 bytes of one UTF-16 code unit, at most. */
const BYTES_PER_UNIT = 3

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * Texts in memory of their own. While few are distinct, each is kept once; when there are too many, all go as UTF-8 into one buffer.
 */
export class TextValues {
  #codes: Map<string, number> | undefined = new Map()
  #distinct: string[] = []
  #indexes = new Uint32Array(FIRST_VALUES)
  #count = 0
  #bytes = new Uint8Array(0)
  #used = 0

  push(value: boolean | number | bigint | string): void {
    const text = value as string
    if (this.#count + 1 >= this.#indexes.length) this.#growIndexes()
    const code = this.#codes?.get(text)
    if (code !== undefined) this.#indexes[this.#count++] = code
    else if (this.#codes && this.#distinct.length < MOST_DISTINCT) this.#pushDistinct(text)
    else this.#pushBytes(text)
  }

  at(index: number): string {
    if (this.#codes) return this.#distinct[this.#indexes[index]!]!
    return decoder.decode(this.#bytes.subarray(this.#indexes[index], this.#indexes[index + 1]))
  }

  #pushDistinct(text: string): void {
    // A copy: a piece of a document's text would keep all of it alive.
    const own = decoder.decode(encoder.encode(text))
    this.#codes!.set(own, this.#distinct.length)
    this.#indexes[this.#count++] = this.#distinct.length
    this.#distinct.push(own)
  }

  #pushBytes(text: string): void {
    if (this.#codes) this.#spill()
    const most = text.length * BYTES_PER_UNIT
    if (this.#used + most > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#used + most, FIRST_BYTES))
      grown.set(this.#bytes.subarray(0, this.#used))
      this.#bytes = grown
    }
    this.#used += encoder.encodeInto(text, this.#bytes.subarray(this.#used)).written
    this.#indexes[++this.#count] = this.#used
  }

  /** From a list of distinct texts to one buffer; from now on an index is where a text begins. */
  #spill(): void {
    const texts = Array.from(this.#indexes.subarray(0, this.#count), (code) => this.#distinct[code]!)
    this.#codes = undefined
    this.#distinct = []
    this.#count = 0
    this.#indexes[0] = 0
    for (const text of texts) this.#pushBytes(text)
  }

  #growIndexes(): void {
    const grown = new Uint32Array(this.#indexes.length * 2)
    grown.set(this.#indexes)
    this.#indexes = grown
  }
}
