import { expect, test } from 'vitest'
import { generatedScalars } from '../../src/columns/generated-scalars.js'
import { unusual, UNUSUAL } from '../../src/columns/unusual.js'
import { POWERS, ValueReader } from '../../src/columns/value-reader.js'
import { DoubleCells, Int64Cells } from '../../src/tables/number-cells.js'

const isLong = process.env['BRIDGE_DOWNSTREAM_LONG'] === '1'
const LONGEST = 400

/** Whole numbers of 32 bits, the same ones on every machine (xorshift). */
function createBits(seed: number): () => number {
  let state = seed
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
}

type Numbers = Pick<ValueReader, 'number' | 'integer'>

/** Reads by the code that is generated if `isGenerated`, else by the interpreter. */
class NumberProbe {
  readonly #reader = new ValueReader()
  readonly #numbers: Numbers
  readonly #bytes = new Uint8Array(LONGEST + 64)
  readonly #encoder = new TextEncoder()

  constructor(isGenerated: boolean) {
    const reader = this.#reader
    reader.bytes = this.#bytes
    reader.view = new DataView(this.#bytes.buffer)
    // oxlint-disable-next-line typescript/no-implied-eval -- it is the generated code that is tested
    const make = new Function('R', 'b', 'v', 'POWERS', 'unusual', `${generatedScalars()}\nreturn {number,integer}`)
    this.#numbers = isGenerated ? (make(reader, reader.bytes, reader.view, POWERS, unusual) as Numbers) : reader
  }

  double(text: string): number | undefined {
    const cells = new DoubleCells()
    return this.#read(text, (end) => this.#numbers.number(0, cells, 0) === end) ? cells.values[0] : undefined
  }

  integer(text: string): bigint | undefined {
    const cells = new Int64Cells()
    if (!this.#read(text, (end) => this.#numbers.integer(0, cells, 0) === end)) return undefined
    return (BigInt(cells.words[1]!) << 32n) | BigInt(cells.words[0]! >>> 0)
  }

  #read(text: string, read: (end: number) => boolean): boolean {
    const end = this.#encoder.encodeInto(text, this.#bytes).written
    this.#bytes.fill(0, end, end + 32)
    try {
      expect(read(end)).toBe(true)
      return true
    } catch (error) {
      if (error !== UNUSUAL) throw error
      return false
    }
  }
}

const PROBES = [new NumberProbe(false), new NumberProbe(true)]

/** What the column of doubles must hold: what JSON.parse gives, but for what would be rounded or is infinite, which is for the other road. */
function expectedDouble(text: string): number | undefined {
  const value = JSON.parse(text) as number
  if (!Number.isFinite(value)) return undefined
  return /^-?\d+$/.test(text) && text.length > 15 && !Number.isSafeInteger(value) ? undefined : value
}

test('every number is the one that JSON.parse gives, bit for bit', () => {
  const total = isLong ? 10_000_000 : 200_000
  const bits = createBits(7)
  const below = (end: number): number => bits() % end
  const digits = (count: number): string => Array.from({ length: count }, () => below(10)).join('')
  const words = new Uint32Array(2)
  const double = new Float64Array(words.buffer)
  const forms: readonly (() => string)[] = [
    // Any double there is, and ones of everyday size.
    () => {
      do {
        words[0] = bits()
        words[1] = bits()
      } while (!Number.isFinite(double[0]))
      return String(double[0]).replace('+', '')
    },
    () => String((bits() / 2 ** 32 - 0.5) * 10 ** below(20)).replace('+', ''),
    // Texts with any digits, among them those in the middle between two doubles.
    () => `${1 + below(9)}${digits(below(20))}.${digits(1 + below(22))}`,
    () => `0.${digits(1 + below(24))}`,
    () => `-${below(1_000)}.${digits(14 + below(5))}`,
    () => `${1 + below(9)}${digits(below(21))}`,
    () => `${below(10)}.${digits(1 + below(18))}e${below(640) - 330}`,
    () => `${1 + below(9)}E+${below(330)}`,
    () => middleOf(bits() / 2 ** 32),
    // Those that are read four digits at a time.
    () => `${below(2) === 0 ? '-' : ''}${below(10 ** below(9))}${below(4) === 0 ? '' : `.${digits(1 + below(9))}`}`,
  ]
  let left = 0
  for (let i = 0; i < total; i++) {
    const text = forms[i % forms.length]!()
    const expected = expectedDouble(text)
    for (const probe of PROBES) {
      const found = probe.double(text)
      if (!Object.is(found, expected)) expect({ text, found }).toEqual({ text, found: expected })
    }
    if (expected === undefined) left++
  }
  console.log(`${total} numbers, ${left} of them left to the reference road`)
  expect(left).toBeLessThan(total / 5)
}, 3_600_000)

/** A text just at, below or above the middle between a double and the next one. */
function middleOf(value: number): string {
  const double = new Float64Array([value])
  const words = new BigInt64Array(double.buffer)
  words[0]! += 1n
  const middle = (value + double[0]!) / 2
  return middle.toPrecision(17 + (Number(words[0]! & 3n) % 2))
}

test.each(PROBES)('an integer is exact over all of int64, and nothing else is taken for one', (probe) => {
  const bits = createBits(8)
  const edges = [
    0n,
    1n,
    -1n,
    2n ** 31n,
    -(2n ** 31n),
    2n ** 32n,
    2n ** 53n,
    -(2n ** 53n) - 1n,
    2n ** 63n - 1n,
    -(2n ** 63n),
    10n ** 15n,
    10n ** 18n,
  ]
  const values = [
    ...edges,
    ...Array.from({ length: 20_000 }, () => BigInt.asIntN(64, (BigInt(bits()) << 32n) | BigInt(bits())) >> BigInt(bits() % 64)),
  ]
  for (const value of values) expect(probe.integer(String(value))).toBe(value)
  const others = ['-0', '01', '-', '1.0', '1e3', '1E3', String(2n ** 63n), String(-(2n ** 63n) - 1n), '9'.repeat(40), '00', '-01']
  expect(others.map((text) => probe.integer(text))).toEqual(others.map(() => undefined))
})
