import { DocumentFlattener } from '@bridge-downstream/core'
import { expect, test } from 'vitest'
import { DocumentScanner } from '../../src/columns/document-scanner.js'
import { planOf } from './two-roads.js'

const isLong = process.env['BRIDGE_DOWNSTREAM_LONG'] === '1'
/** Numbers that are read together. */
const GROUP = 1_000

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

/** What the kernel reads of numbers into a column: nothing where it leaves them to the reference road. */
class NumberProbe {
  readonly #encoder = new TextEncoder()
  readonly #example: number

  /** @param example a number of the column's type. */
  constructor(example: number) {
    this.#example = example
  }

  read(texts: readonly string[]): (number | bigint | undefined)[] {
    const found: (number | bigint | undefined)[] = []
    const target = new DocumentFlattener(planOf([{ n: this.#example, id: '' }]), {
      onBatch: (batch) => {
        const { table } = batch
        const column = table.columns.findIndex(({ name }) => name === 'n')
        if (column >= 0) for (const cell of batch.cells(column)) found.push((cell ?? undefined) as number | bigint | undefined)
      },
    })
    const left = new Set<string>()
    const scanner = DocumentScanner.create(target, {
      onUnusual: (document) => void left.add((document as { readonly id: string }).id),
    })!
    const lines = texts.map((text, i) => `{"n":${text},"id":"${i}"}`)
    const origin = { recordId: 'r1', entry: 'e.json', entryOrdinal: 0, position: 0 }
    const scanning = scanner.scan(this.#encoder.encode(lines.join('\n')), { origin, injected: {}, start: 0, parse: {} })
    let step = scanning.next()
    while (!step.done) step = scanning.next()
    expect(step.value).toEqual({ documents: texts.length, isWhole: true })
    target.finish()
    expect(found).toHaveLength(texts.length)
    return found.map((cell, i) => (left.has(String(i)) ? undefined : cell))
  }
}

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
  const probe = new NumberProbe(0.5)
  let left = 0
  for (let i = 0; i < total; i += GROUP) {
    const texts = Array.from({ length: GROUP }, (_, j) => forms[(i + j) % forms.length]!())
    for (const [j, found] of probe.read(texts).entries()) {
      const expected = expectedDouble(texts[j]!)
      if (!Object.is(found, expected)) expect({ text: texts[j], found }).toEqual({ text: texts[j], found: expected })
      if (expected === undefined) left++
    }
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

test('an integer is exact over all of int64, and nothing else is taken for one', () => {
  const probe = new NumberProbe(1)
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
  expect(probe.read(values.map(String))).toEqual(values)
  const others = ['-0', '1.0', '1e3', '1E3', String(2n ** 63n), String(-(2n ** 63n) - 1n), '9'.repeat(40)]
  expect(probe.read(others)).toEqual(others.map(() => undefined))
})

test.each([0.5, 1])('what is no number of JSON is no value of a column like %d', (example) => {
  const target = new DocumentFlattener(planOf([{ n: example }]), { onBatch: () => {} })
  const origin = { recordId: 'r1', entry: 'e.json', entryOrdinal: 0, position: 0 }
  for (const text of ['01', '-', '00', '-01', '+1', '.5', '1.', '-.5', '1.e3', '1e', '1e+', '0x1', '1_0', '--1', '1.5.2']) {
    const bytes = new TextEncoder().encode(`{"n":${text}}`)
    const scanned = DocumentScanner.create(target)!.scan(bytes, { origin, injected: {}, start: 0, parse: {} }).next()
    expect({ text, ...scanned }).toEqual({ text, done: true, value: { documents: 0, isWhole: false } })
  }
})
