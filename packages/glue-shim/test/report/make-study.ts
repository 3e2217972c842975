import { zipSync } from 'fflate'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { runIn } from '../run-in.js'

/** A record's id, and a value that stands in its documents: neither may be in a report. */
export const SECRETS = { record: 'record-of-somebody', value: 'what somebody said', participant: 'code-of-somebody' } as const

/** The archives of {@link makeStudy}, in the order in which they were uploaded. */
const ARCHIVES: readonly { readonly day: string; readonly entries: Readonly<Record<string, unknown>> }[] = [
  { day: '2024-01-30', entries: { 'steps.json': { answers: [{ n: 1 }, { n: 2 }], said: SECRETS.value } } },
  // It evolves.
  { day: '2024-01-30', entries: { 'steps.json': { answers: [], said: SECRETS.value, extra: true } } },
  { day: '2024-03-01', entries: { 'steps.json': { answers: [{ n: 3, m: null }] } } },
  // It forks.
  { day: '2024-03-02', entries: { 'steps.json': { answers: 'none' } } },
  { day: '2024-03-02', entries: { 'steps.json': '{"answers":' } },
  { day: '2024-03-02', entries: { 'other.json': '[' } },
]

/** A study below `study/` that a run has made of archives in `uploads/`: two versions of a dataset, and two archives in quarantine. */
export async function makeStudy(folder: string, out = 'study'): Promise<void> {
  const uploads = path.join(folder, 'uploads')
  await mkdir(uploads, { recursive: true })
  for (const [i, { day, entries }] of ARCHIVES.entries()) {
    const files = Object.entries(entries).map(([name, content]) => [
      name,
      new TextEncoder().encode(typeof content === 'string' ? content : JSON.stringify(content)),
    ])
    const name = path.join(uploads, `${SECRETS.record}-${i}`)
    await writeFile(`${name}.zip`, zipSync(Object.fromEntries(files) as Record<string, Uint8Array>, { mtime: '1999-12-31' }))
    const metadata = { recordid: `${SECRETS.record}-${i}`, assessmentid: 'walk', assessmentrevision: '1', uploadedon: `${day}T10:00:00Z` }
    await writeFile(`${name}.metadata.json`, JSON.stringify({ ...metadata, healthcode: SECRETS.participant }))
  }
  // Something that is no archive is known by its file's name.
  await writeFile(path.join(uploads, `${SECRETS.record}-page.zip`), '<html>')
  const { code, err } = await runIn(folder, ['run', 'uploads', '--out', out, '--offline'])
  if (code !== 2 || err !== '') throw new Error(`The study could not be made: exit code ${code}, ${err}`)
}
