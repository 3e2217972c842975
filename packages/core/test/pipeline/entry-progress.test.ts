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
  await Array.fromAsync(relationalize(archive, { road: 'reference', onEntry: (progress) => seen.push(progress) }))
  expect(seen).toEqual([...SURVEY, step('tables', 'a.json', 0), step('tables', 'd.json', 3)])
})

test('the survey begins anew where one reading is found not to do', async () => {
  const seen: EntryProgress[] = []
  await Array.fromAsync(relationalize(archive, { onEntry: (progress) => seen.push(progress) }))
  expect(seen).toEqual([...SURVEY.slice(0, 2), ...SURVEY, step('tables', 'a.json', 0), step('tables', 'd.json', 3)])
})

test('one reading is a survey alone', async () => {
  const seen: EntryProgress[] = []
  const good = zipSync({ 'a.json': text('{"n":1}'), 'd.json': text('{"n":2}') })
  await Array.fromAsync(relationalize({ name: 'a.zip', bytes: async () => good }, { onEntry: (progress) => seen.push(progress) }))
  expect(seen).toEqual([step('survey', 'a.json', 0), step('survey', 'd.json', 1)].map((each) => ({ ...each, total: 2 })))
})

test('so does inferring alone', async () => {
  const seen: EntryProgress[] = []
  await inferDatasets(archive, { onEntry: (progress) => seen.push(progress) })
  expect(seen).toEqual(SURVEY)
})
