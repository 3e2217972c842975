import { mkdirSync, writeFileSync } from 'node:fs'
import { strToU8, zipSync } from 'fflate'

const json = (value) => strToU8(JSON.stringify(value))
mkdirSync('uploads', { recursive: true })
for (const day of [2, 3, 4]) {
  const trials = Array.from({ length: day }, (_, i) => ({
    stimulus: i % 2 === 0 ? '>>>>>' : '>><>>',
    responseTime: 480 + 20 * i + day / 4,
  }))
  const task = { startDate: `2024-01-0${day}T10:00:00Z`, device: { os: 'iOS', version: `17.${day}` }, trials }
  const levels = trials.map(({ responseTime }, i) => ({ timestamp: i, peak: -responseTime / 10 }))
  const archive = zipSync({ 'taskData.json': json(task), 'levels.json': json(levels) }, { mtime: '2024-01-05' })
  writeFileSync(`uploads/record-${day}.zip`, archive)
  const metadata = { recordid: `record-${day}`, assessmentid: 'flanker', uploadedon: `2024-01-0${day}T10:05:00.000Z` }
  writeFileSync(`uploads/record-${day}.metadata.json`, JSON.stringify(metadata))
}
