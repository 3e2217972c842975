import { mkdirSync, writeFileSync } from 'node:fs'
import { strToU8, zipSync } from 'fflate'

const uploads = {
  // A new version of the app tells the phone's language, and how sure a response was.
  'update-1/record-5': { locale: 'de', trials: [{ stimulus: '>>>>>', responseTime: 495.5, certainty: 0.9 }] },
  // The next one writes the time as text.
  'update-2/record-6': { locale: 'de', trials: [{ stimulus: '>>>>>', responseTime: '495.5 ms' }] },
  // And one that nobody has told us of.
  'update-3/record-7': { locale: 'de', trials: [{ stimulus: '>>>>>', responseTime: '495.5 ms', hand: 'left' }] },
}
for (const [name, { locale, trials }] of Object.entries(uploads)) {
  const [folder, recordid] = name.split('/')
  const task = { startDate: '2024-01-06T10:00:00Z', device: { os: 'iOS', version: '17.6', locale }, trials }
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${name}.zip`, zipSync({ 'taskData.json': strToU8(JSON.stringify(task)) }, { mtime: '2024-01-06' }))
  const metadata = { recordid, assessmentid: 'flanker', uploadedon: '2024-01-06T10:05:00.000Z' }
  writeFileSync(`${name}.metadata.json`, JSON.stringify(metadata))
}
