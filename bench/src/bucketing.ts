// Sorting a pile of documents into buckets, beside parsing them with core's parser and with JSON.parse, in the same process:
//   node bench/src/bucketing.ts [--documents 100000] [--shapes 200] [--runs 5] [--json]
// The ways take turns; each has run once before the clock starts.
import { bucketDocuments, parseJson, type JsonValue } from '@bridge-downstream/core'
import { parseArgs } from 'node:util'
import { median } from './measure.ts'
import { createPile } from './pile.ts'

const { values: options } = parseArgs({
  options: {
    documents: { type: 'string', default: '100000' },
    shapes: { type: 'string', default: '200' },
    runs: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
})

const { lines, kinds } = createPile(Number(options.documents), Number(options.shapes))
const documents = lines.map((line, i) => ({ name: `${i}.json`, value: parseJson(line) }))
let groups = 0

const WAYS: readonly { readonly name: string; readonly run: () => void }[] = [
  { name: 'JSON.parse', run: () => keepLast(lines, (line) => JSON.parse(line) as JsonValue) },
  { name: 'parseJson', run: () => keepLast(lines, (line) => parseJson(line)) },
  { name: 'bucketDocuments', run: () => void (groups = bucketDocuments(documents).length) },
]

const milliseconds = new Map(WAYS.map(({ name }): [string, number[]] => [name, []]))
for (const { run } of WAYS) run()
for (let round = 0; round < Number(options.runs); round++) {
  for (const { name, run } of WAYS) {
    const start = performance.now()
    run()
    milliseconds.get(name)!.push(performance.now() - start)
  }
}
report()

function keepLast(texts: readonly string[], parse: (text: string) => JsonValue): JsonValue | undefined {
  let last: JsonValue | undefined
  for (const text of texts) last = parse(text)
  return last
}

function report(): void {
  const inputBytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0)
  const medians = Object.fromEntries([...milliseconds].map(([name, of]) => [name, median(of)])) as Record<string, number>
  const ratio = medians['bucketDocuments']! / medians['parseJson']!
  const peerRatio = medians['bucketDocuments']! / medians['JSON.parse']!
  const peakMemoryMegabytes = process.resourceUsage().maxRSS / 1e3
  if (options.json) {
    console.log(
      JSON.stringify(
        { node: process.version, documents: documents.length, inputBytes, kinds, groups, medians, ratio, peerRatio, peakMemoryMegabytes },
        null,
        2,
      ),
    )
    return
  }
  console.log(
    `${documents.length} documents, ${(inputBytes / 1e6).toFixed(1)} MB, ${kinds} kinds in ${groups} groups; median of ${options.runs} runs, Node ${process.version}`,
  )
  for (const { name } of WAYS) {
    const of = milliseconds.get(name)!
    const spread = `(${Math.min(...of).toFixed(0)}–${Math.max(...of).toFixed(0)})`
    console.log(`${name.padEnd(16)} ${medians[name]!.toFixed(0).padStart(6)} ms  ${spread}`)
  }
  console.log(
    `Bucketing takes ${ratio.toFixed(2)} times as long as parsing with parseJson, ${peerRatio.toFixed(2)} times as with JSON.parse.`,
  )
  console.log(`Peak memory, with all documents in memory: ${peakMemoryMegabytes.toFixed(0)} MB.`)
}
