import { deepStrictEqual } from 'node:assert'
import type { Store, UnpackSource } from '@bridge-downstream/core'
import type { FauxqsServer } from 'fauxqs'
import { smallStudy } from '../../../core/test/support/study.js'
import { APP } from './lambda-world.js'

export const STUDY = 'study-1'
export const STUDIES = [{ app: APP, study: STUDY, uploads: ['s3://uploads/sample-app'] }]

/** Numbers from 0 to 1, the same in every run. */
export function* seeded(seed: number): Generator<number, never, undefined> {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    yield state / 2 ** 32
  }
}

export interface TrafficCounts {
  readonly archives: number
  /** Notifications of archives that another one has told of already. */
  readonly repeated: number
  /** Bodies that nobody can understand, or that ask for what may not be done. */
  readonly refused: number
  /** Of a study that is not configured. */
  readonly unknown: number
}

export interface Traffic {
  readonly good: readonly string[]
  readonly bad: readonly string[]
  readonly sources: readonly UnpackSource[]
}

/** Put a study's archives where uploads lie, and tell of them in all the ways there are, in a seeded disorder. */
export async function makeTraffic(uploads: Store, fauxqs: FauxqsServer, counts: TrafficCounts, seed: number): Promise<Traffic> {
  const random = seeded(seed)
  const pick = (below: number): number => Math.floor(random.next().value * below)
  const sources = smallStudy(counts.archives)
  for (const source of sources) {
    const opened = await source.open()
    await uploads.put(`${APP}/2024-01-02/${source.name}`, await opened.bytes(), { metadata: opened.metadata ?? {} })
  }
  const names = [...sources.map(({ name }) => name), ...Array.from({ length: counts.repeated }, () => sources[pick(sources.length)]!.name)]
  const told = names.map((name, i) => ({ raw: i % 3 === 0, body: tell(i % 5, name) }))
  const refused = Array.from({ length: counts.refused }, (_, i) => ({ raw: i % 2 === 0, body: REFUSED[i % REFUSED.length]!(i) }))
  const unknown = Array.from({ length: counts.unknown }, (_, i) => ({
    raw: true,
    body: JSON.stringify({ appId: APP, studyId: `nobody-${i}`, recordId: 'r', ...infoOf('000.zip') }),
  }))
  for (const { raw, body } of shuffled([...told, ...refused, ...unknown], pick)) {
    if (raw) fauxqs.sendMessage('uploads', body)
    else fauxqs.publish('records', body)
  }
  const isBad = (i: number): boolean => i % 7 === 5
  const ids = sources.map(({ name }) => name.replace('.zip', ''))
  const traffic = { good: ids.filter((_, i) => !isBad(i)), bad: ids.filter((_, i) => isBad(i)), sources }
  deepStrictEqual(traffic.good.length + traffic.bad.length, counts.archives)
  return traffic
}

function infoOf(name: string): Record<string, string> {
  return { parentProjectId: 'syn1', rawFolderId: 'syn2', fileEntityId: 'syn3', s3Bucket: 'uploads', s3Key: `${APP}/2024-01-02/${name}` }
}

function tell(form: number, name: string): string {
  const recordId = name.replace('.zip', '')
  const other = { ...infoOf(name), s3Bucket: 'elsewhere' }
  if (form === 0) return JSON.stringify({ appId: APP, recordId, record: infoOf(name), studyRecords: { [STUDY]: other }, type: 'app' })
  if (form === 1) return JSON.stringify({ appId: APP, recordId, studyRecords: { [STUDY]: infoOf(name) } })
  if (form === 2) return JSON.stringify({ appId: APP, studyId: STUDY, recordId, ...infoOf(name) })
  if (form === 3) return JSON.stringify({ appId: APP, recordId, record: infoOf(name), studyRecords: {} })
  const object = { key: encodeURIComponent(infoOf(name)['s3Key']!).replaceAll('%20', '+') }
  return JSON.stringify({ Records: [{ eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'uploads' }, object } }] })
}

const REFUSED: readonly ((i: number) => string)[] = [
  (i) => `{"appId": ${i}`,
  (i) => JSON.stringify([i]),
  (i) => JSON.stringify({ recordId: `r${i}` }),
  (i) => JSON.stringify({ appId: APP, studyId: STUDY, recordId: `r${i}`, s3Bucket: 'uploads', s3Key: `other-app/${i}.zip` }),
  (i) => JSON.stringify({ appId: APP, studyId: STUDY, recordId: `none-${i}` }),
]

function shuffled<T>(items: readonly T[], pick: (below: number) => number): T[] {
  const copy = [...items]
  for (let i = copy.length - 1; i > 0; i--) {
    const j = pick(i + 1)
    ;[copy[i], copy[j]] = [copy[j]!, copy[i]!]
  }
  return copy
}
