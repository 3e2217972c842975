import { schemaUrl } from '../archive-entry.ts'
import type { ArchiveEntry } from '../archive-entry.ts'
import { motionEntry } from '../entries/motion.ts'
import { newerFields } from '../entries/newer-fields.ts'
import { optionalField } from '../json.ts'
import type { JsonObject } from '../json.ts'
import type { StudyRecord } from '../study-record.ts'
import { deviceTimestamp } from '../timestamps.ts'

type Trial = { stimulus: string; congruent: boolean; target: 'left' | 'right'; answer?: 'left' | 'right'; responseMs: number; at: number }

/** Make the entries of a flanker task: `taskData.json` (of another form than spelling's), a motion recording, and a CSV of the trials. */
export function flankerEntries(record: StudyRecord): ArchiveEntry[] {
  const { random, startedAt } = record
  const trials = planTrials(record)
  const taskData = {
    taskName: 'Sample Flanker',
    form: random.pick(['A', 'B']),
    taskRunUUID: record.runUuid,
    startDate: deviceTimestamp(record, startedAt),
    endDate: deviceTimestamp(record, record.endedAt),
    // The allowance of the contract, section 3: only Android says what kind of result it is.
    ...(record.participant.platform === 'android' ? { type: 'flanker' } : {}),
    stepHistory: trials.map((trial, index) => stepResult(record, trial, index)),
    summary: { congruent: summarize(trials, true), incongruent: summarize(trials, false) },
    ...newerFields(record),
  }
  return [
    { kind: 'json', path: 'taskData.json', value: taskData, jsonSchema: schemaUrl('FlankerTaskData'), stepPath: 'Flanker' },
    motionEntry(record, {
      path: 'motion.json',
      stepPath: 'Flanker/trials',
      records: random.integer(60, 120),
      sensors: ['accelerometer', 'gyro', 'gravity'],
      cadence: 0,
      startedAt,
    }),
    { kind: 'bytes', path: 'trials.csv', bytes: new TextEncoder().encode(trialsCsv(trials)), contentType: 'text/csv' },
  ]
}

function planTrials(record: StudyRecord): Trial[] {
  const { random, participant } = record
  const count = random.integer(18, 32)
  const share = (record.endedAt - record.startedAt) / count
  return Array.from({ length: count }, (_, index) => {
    const target = random.pick(['left', 'right'] as const)
    const congruent = random.chance(0.6)
    const responseMs = Math.max(180, random.bell((congruent ? 480 : 560) - 40 * participant.ability, 70))
    const isRight = random.chance(congruent ? 0.97 : 0.88)
    const other = target === 'left' ? 'right' : 'left'
    const [middle, side] = target === 'left' ? ['<', congruent ? '<' : '>'] : ['>', congruent ? '>' : '<']
    return {
      stimulus: `${side}${side}${middle}${side}${side}`,
      congruent,
      target,
      ...(random.chance(0.97) ? { answer: isRight ? target : other } : {}),
      responseMs,
      at: record.startedAt + Math.round(share * index),
    }
  })
}

function stepResult(record: StudyRecord, trial: Trial, index: number): JsonObject {
  const { participant, app } = record
  const { answer, responseMs, at } = trial
  // The older app timed with the screen's whole milliseconds, the newer with the touch's own clock.
  const responseTime = app.name === 'older' ? Math.round(responseMs) : Math.round(responseMs * 1000) / 1000
  return {
    identifier: `trial_${String(index + 1).padStart(2, '0')}`,
    type: 'flankerStepResult',
    practice: index < 4,
    startDate: deviceTimestamp(record, at),
    endDate: deviceTimestamp(record, at + responseMs),
    stimulus: trial.stimulus,
    congruent: trial.congruent,
    target: trial.target,
    ...optionalField(participant.platform, 'response', answer),
    ...optionalField(participant.platform, 'responseTime', answer === undefined ? undefined : responseTime),
    score: answer === trial.target ? 1 : 0,
    interactions: touches(record, trial),
  }
}

function touches(record: StudyRecord, trial: Trial): JsonObject {
  const { random } = record
  const { answer } = trial
  if (answer === undefined) return { items: [] }
  const centre = answer === 'left' ? 92 : 298
  const items = (random.chance(0.15) ? ['touchDown', 'touchMoved', 'touchUpInside'] : ['touchDown', 'touchUpInside']).map(
    (event, index) => ({
      event,
      control: answer,
      offset: index === 0 ? 0 : random.between(0.03, 0.12) * index,
      position: [Math.round(random.bell(centre, 8)), Math.round(random.bell(640, 8) * 2) / 2],
    }),
  )
  return { control: answer, items }
}

function summarize(trials: readonly Trial[], congruent: boolean): JsonObject {
  const answered = trials.filter((trial) => trial.congruent === congruent && trial.answer !== undefined)
  const total = answered.reduce((sum, trial) => sum + trial.responseMs, 0)
  return {
    trials: trials.filter((trial) => trial.congruent === congruent).length,
    correct: answered.filter((trial) => trial.answer === trial.target).length,
    meanResponseTime: answered.length === 0 ? 0 : total / answered.length,
  }
}

function trialsCsv(trials: readonly Trial[]): string {
  const rows = trials.map((trial) => [trial.stimulus, trial.target, trial.answer ?? '', Math.round(trial.responseMs)].join(','))
  return ['stimulus,target,response,response_ms', ...rows, ''].join('\r\n')
}
