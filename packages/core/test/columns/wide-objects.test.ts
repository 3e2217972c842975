import { describe, expect, test } from 'vitest'
import { countScanned, expectSameOutcome, planOf, takeRoad } from './two-roads.js'

const encoder = new TextEncoder()

/** Members in a seeded order, with some left out. */
function objectText(keys: readonly string[], i: number): string {
  const kept = keys.filter((_, at) => (at * 7 + i * 13) % 5 !== 0 || i === 0)
  const turned = i % 3 === 0 ? kept : [...kept.slice(i % kept.length), ...kept.slice(0, i % kept.length)]
  return `{${turned.map((key, at) => `${JSON.stringify(key)}:${i % 2 === 0 ? ' ' : ''}${at + i}`).join(i % 4 === 1 ? ' , ' : ',')}}`
}

describe.each([1, 2, 24, 25, 31, 32, 33, 62, 63, 64, 65, 200])('objects of %d fields', (count) => {
  const keys = Array.from(
    { length: count },
    (_, i) => `${'field'.slice(0, i % 6)}${String.fromCharCode(97 + (i % 26))}_${i}é`.slice(0, 3 + (i % 9)) + i,
  )
  const lines = Array.from({ length: 300 }, (_, i) => objectText(keys, i))
  const plan = planOf(lines.map((line) => JSON.parse(line) as Record<string, number>))

  test('in any order, with some left out, and with white space', () => {
    const bytes = encoder.encode(lines.join('\n'))
    const expected = takeRoad('reference', plan, [bytes])
    expectSameOutcome(count, takeRoad('fast', plan, [bytes]), expected)
    expect(countScanned(plan, bytes)).toEqual({ scanned: 300, unusual: 0 })
  })

  test('with a key that nobody knows, or one that stands twice', () => {
    const first = JSON.stringify(keys[0])
    for (const wrong of [
      `{"unknown":1,${lines[0]!.slice(1)}`,
      `${lines[0]!.slice(0, -1)},${first}:1}`,
      `${lines[0]!.slice(0, -1)},"unknown":{}}`,
    ]) {
      const bytes = encoder.encode([...lines.slice(0, 5), wrong, ...lines.slice(5, 9)].join('\n'))
      const expected = takeRoad('reference', plan, [bytes])
      expectSameOutcome(wrong, takeRoad('fast', plan, [bytes]), expected)
    }
  })
})
