import { inferDatasets, relationalize, type ArchiveSource, type EntryProgress } from '@bridge-downstream/core'
import { zipSync } from 'fflate'
import { expect, test } from 'vitest'

const text = (content: string): Uint8Array => new TextEncoder().encode(content)
const bytes = zipSync({ 'a.json': text('{"n":1}'), 'b.json': text('{"n":'), 'c.png': text('PNG'), 'd.json': text('{"n":2}') })
const archive: ArchiveSource = { name: 'a.zip', bytes: async () => bytes }
const step = (phase: EntryProgress['phase'], entry: string, entries: number): EntryProgress => {
  return { phase, archive: 'a.zip', entry, entries, total: 4 }
}
const SURVEY = [step('survey', 'a.json', 0), step('survey', 'b.json', 1), step('survey', 'c.png', 2), step('survey', 'd.json', 3)]

test('a run tells of every entry that it reads, in both passes', async () => {
  const seen: EntryProgress[] = []
  await Array.fromAsync(relationalize(archive, { onEntry: (progress) => seen.push(progress) }))
  expect(seen).toEqual([...SURVEY, step('tables', 'a.json', 0), step('tables', 'd.json', 3)])
})

test('so does inferring alone', async () => {
  const seen: EntryProgress[] = []
  await inferDatasets(archive, { onEntry: (progress) => seen.push(progress) })
  expect(seen).toEqual(SURVEY)
})
