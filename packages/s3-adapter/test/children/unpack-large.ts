// Unpacks a large archive of a folder. Arguments: root, MiB of the archive, from which size on it is read by ranges.
// Prints the greatest resident set in bytes, less that from before the unpacking, and the outcomes.
import { bridgePreset, createMemoryStore, openStoredArchive, unpack, type UnpackSource } from '@bridge-downstream/core'
import { Zip, ZipDeflate, ZipPassThrough } from 'fflate'
import { createLocalStore } from '../../src/local-store.js'
import { makeBytes } from './make-bytes.js'

const ENTRY_BYTES = 1024 ** 2
const [root = '', size = '', rangesFrom = ''] = process.argv.slice(2)
// The first byte of a PNG: nothing that JSON begins with.
const noise = makeBytes(ENTRY_BYTES, 1).fill(0x89, 0, 1)
const text = new TextEncoder().encode(JSON.stringify(Array.from({ length: 100 }, (_, t) => ({ t, at: { x: t / 2 } }))))

/** A ZIP archive in chunks: noise and, every tenth entry, JSON. */
async function* largeZip(entries: number): AsyncGenerator<Uint8Array> {
  const chunks: Uint8Array[] = []
  const zip = new Zip((error, chunk) => {
    if (error) throw error
    chunks.push(chunk)
  })
  for (let i = 0; i < entries; i++) {
    const isJson = i % 10 === 0
    const entry = isJson ? new ZipDeflate(`${i}/motion.json`) : new ZipPassThrough(`${i}.png`)
    zip.add(entry)
    entry.push(isJson ? text : noise, true)
    yield* chunks.splice(0)
  }
  zip.end()
  yield* chunks.splice(0)
}

const uploads = createLocalStore(root)
await uploads.put('large.zip', largeZip(Number(size)), {
  metadata: { recordid: 'r', assessmentid: 'walk', assessmentrevision: '1', uploadedon: '2024-01-02T03:04:05Z' },
})
const sources: UnpackSource[] = []
for await (const object of uploads.list()) {
  const open: UnpackSource['open'] = () => openStoredArchive(uploads, object, { rangesFromBytes: Number(rangesFrom) })
  sources.push({ name: object.key, version: object.etag, open })
}
const before = process.resourceUsage().maxRSS
const ledger = await unpack(sources, createMemoryStore(), { examine: { preset: bridgePreset() } })
const grown = (process.resourceUsage().maxRSS - before) * 1024
process.stdout.write(JSON.stringify({ grown, archives: ledger.archives, documents: ledger.documents, quarantined: ledger.quarantined }))
