import { DocumentParseError, relationalize, type ArchiveSource, type LedgerItem } from '@bridge-downstream/core'
import { expect, test } from 'vitest'
import { readDocuments } from '../../src/documents/read-documents.js'

const encoder = new TextEncoder()
/** Some 1.3 MB, so that a stream has more than one block. */
const LINES = 24_000
const FAULTS = {
  'no UTF-8': [0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d],
  'UTF-8 that is cut short': [0x7b, 0x22, 0xe2, 0x82, 0x22, 0x3a, 0x31, 0x7d],
  'a key twice': encoder.encode('{"n":1,"n":2}'),
  'no JSON': encoder.encode('{"n":}'),
  'half an escape': [0x22, 0x5c, 0x75, 0x31, 0x32, 0xff, 0x22],
} as const

type Fault = keyof typeof FAULTS

/** A document a line, with faults in place of some. */
function textOf(faults: readonly (readonly [line: number, fault: Fault])[], count: number): Uint8Array {
  const byLine = new Map(faults)
  const lines = Array.from({ length: count }, (_, i) => {
    const fault = byLine.get(i)
    return fault === undefined ? encoder.encode(`{"n":${i},"text":"${'é'.repeat(20)}"}\n`) : Uint8Array.from([...FAULTS[fault], 0x0a])
  })
  const bytes = new Uint8Array(lines.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const line of lines) {
    bytes.set(line, at)
    at += line.length
  }
  return bytes
}

function faultIn(bytes: Uint8Array): DocumentParseError {
  try {
    for (const _ of readDocuments(bytes, {}));
  } catch (error) {
    if (error instanceof DocumentParseError) return error
    throw error
  }
  throw new Error('There is no fault')
}

async function outcomeOf(source: ArchiveSource): Promise<LedgerItem[]> {
  const run = relationalize([source])
  for await (const _ of run);
  return [...run.ledger.items]
}

const names = Object.keys(FAULTS) as Fault[]
const pairs = names.flatMap((first) => names.map((second): readonly [Fault, Fault] => [first, second]))

test.each(pairs)('%s, and later %s: the first one is told', (first, second) => {
  const alone = faultIn(textOf([[20, first]], 100))
  for (const later of [21, 90]) {
    const faults = textOf(
      [
        [20, first],
        [later, second],
      ],
      100,
    )
    const { code, place, what } = faultIn(faults)
    expect({ code, place, what }).toEqual({ code: alone.code, place: alone.place, what: alone.what })
  }
})

test.each<[Fault, Fault]>([
  ['a key twice', 'no UTF-8'],
  ['no UTF-8', 'a key twice'],
  ['no JSON', 'UTF-8 that is cut short'],
  ['half an escape', 'no UTF-8'],
])('%s, and later %s: the same is told of a stream and of the whole', async (first, second) => {
  const bytes = textOf(
    [
      [7_000, first],
      [20_000, second],
    ],
    LINES,
  )
  const whole: ArchiveSource = { name: 'a.ndjson', recordId: 'r', bytes: async () => bytes }
  async function* stream(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += 100_003) yield bytes.slice(at, at + 100_003)
  }
  const streamed = await outcomeOf({ ...whole, stream })
  expect(streamed).toEqual(await outcomeOf(whole))
  expect(streamed[0]!.reason).toContain(faultIn(bytes).what)
})

test('what is cut off by bytes that are no UTF-8 is no fault of its own', () => {
  for (const text of ['{"a":"', '{"a":1,', '[', '{"é', '{"a":"€']) {
    const bytes = Uint8Array.from([...encoder.encode(text), 0xff, ...encoder.encode('"}')])
    expect(faultIn(bytes)).toMatchObject({ code: 'bad-utf8', place: { offsetBytes: encoder.encode(text).length } })
  }
})
