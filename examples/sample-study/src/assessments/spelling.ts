import { schemaUrl } from '../archive-entry.ts'
import type { ArchiveEntry } from '../archive-entry.ts'
import { motionEntry } from '../entries/motion.ts'
import { newerFields } from '../entries/newer-fields.ts'
import { pictureEntry } from '../entries/picture.ts'
import { itemAt } from '../item-at.ts'
import { optionalField } from '../json.ts'
import type { JsonObject } from '../json.ts'
import type { StudyRecord } from '../study-record.ts'
import { deviceTimestamp } from '../timestamps.ts'
import { misspell, SPELLING_WORDS } from './spelling-words.ts'

type Trial = { identifier: string; word: string; practice: boolean; startedAt: number; endedAt: number }

/** Make the entries of a spelling task: `taskData.json`, a motion recording, and a picture in a folder. */
export function spellingEntries(record: StudyRecord): ArchiveEntry[] {
  const trials = planTrials(record)
  const taskData = {
    taskName: 'Sample Spelling',
    schemaIdentifier: 'sampleSpelling',
    testVersion: record.app.name === 'older' ? '1.4.0' : '2.0.0',
    taskRunUUID: record.runUuid,
    locale: record.participant.locale,
    startDate: deviceTimestamp(record, record.startedAt),
    endDate: deviceTimestamp(record, record.endedAt),
    taskStatus: record.random.chance(0.9) ? ['completed'] : ['paused', 'resumed', 'completed'],
    steps: trials.map(({ identifier, practice }, index) => ({ index, identifier, practice, pauseSeconds: index % 3 === 0 ? 0 : 0.5 })),
    consideredSteps: consideredSteps(record, trials),
    ...answerTrials(record, trials),
    userInteractions: trials.flatMap((trial) => interactionsOf(record, trial)),
    ...newerFields(record),
  }
  const { random, startedAt } = record
  return [
    { kind: 'json', path: 'taskData.json', value: taskData, jsonSchema: schemaUrl('SpellingTaskData'), stepPath: 'Spelling' },
    motionEntry(record, {
      path: 'motion.json',
      stepPath: 'Spelling/trials',
      records: random.integer(40, 90),
      sensors: ['accelerometer', 'gyro'],
      cadence: 0,
      startedAt,
    }),
    { kind: 'directory', path: 'media/' },
    pictureEntry(random, 'media/handwriting.png'),
  ]
}

function planTrials(record: StudyRecord): Trial[] {
  const { random } = record
  const count = random.integer(9, 16)
  const first = random.integer(0, SPELLING_WORDS.length - 1)
  const share = (record.endedAt - record.startedAt) / count
  return Array.from({ length: count }, (_, index) => {
    // 7 shares no factor with the number of words, so no word comes twice in a run.
    const number = (first + index * 7) % SPELLING_WORDS.length
    const word = itemAt(SPELLING_WORDS, number)
    const startedAt = record.startedAt + Math.round(share * index)
    return {
      identifier: `${String(number + 1).padStart(3, '0')}_${word}`,
      word,
      practice: index < 2,
      startedAt,
      endedAt: startedAt + Math.round(share * random.between(0.6, 0.98)),
    }
  })
}

function consideredSteps(record: StudyRecord, trials: readonly Trial[]): JsonObject[] {
  const { random } = record
  return trials
    .filter((trial) => !trial.practice)
    .flatMap(({ identifier }, index) => {
      const passedOver = { identifier: `${900 + index}_${random.pick(SPELLING_WORDS)}`, administered: false }
      const administered = { identifier, administered: true }
      return random.chance(0.4)
        ? [
            { ...passedOver, exposure: 0.6, randomNumber: random.next() },
            { ...administered, exposure: 1 },
          ]
        : [{ ...administered, exposure: 0.6, randomNumber: random.next() }]
    })
}

function answerTrials(record: StudyRecord, trials: readonly Trial[]): JsonObject {
  const { random, participant, app } = record
  let theta = 0
  let se = 99
  let itemCount = 0
  const stepHistory = trials.map((trial) => {
    const isSkipped = random.chance(0.05)
    const isRight = !isSkipped && random.next() < 0.6 + 0.12 * participant.ability
    if (!trial.practice) {
      itemCount += 1
      theta += (isRight ? 0.75 : -0.6) / itemCount
      se = 1 / Math.sqrt(itemCount + 0.5)
    }
    const response = isRight ? trial.word : misspell(random, trial.word)
    return {
      identifier: trial.identifier,
      type: 'spellingStepResult',
      practice: trial.practice,
      startDate: deviceTimestamp(record, trial.startedAt),
      endDate: deviceTimestamp(record, trial.endedAt),
      wasInterrupted: random.chance(0.03),
      ...optionalField(participant.platform, 'response', isSkipped ? undefined : response),
      score: isRight ? 1 : 0,
      theta,
      se: trial.practice ? 0 : se,
    }
  })
  const percentile = Math.min(99, Math.max(1, 50 + theta * 30))
  return {
    stepHistory,
    scores: {
      startTheta: 0,
      startSE: 99,
      finalTheta: theta,
      finalSE: se,
      itemCount,
      percentile: app.name === 'older' ? Math.round(percentile) : Math.round(percentile * 10) / 10,
    },
  }
}

function interactionsOf(record: StudyRecord, trial: Trial): JsonObject[] {
  const { random } = record
  const keyPresses = Array.from(trial.word.slice(0, random.integer(1, 4)), (letter) => ({ control: `key ${letter}`, events: ['keyDown'] }))
  const moments = [
    { control: '', events: ['stepBegins'] },
    { control: '', events: ['uiEnabled'] },
    ...keyPresses,
    { control: 'Next', events: random.chance(0.8) ? ['touchDown', 'touchUpInside'] : ['touchDown', 'touchDragExit', 'touchUpOutside'] },
  ]
  const share = (trial.endedAt - trial.startedAt) / moments.length
  return moments.map(({ control, events }, index) => ({
    controlEvent: events,
    stepIdentifier: trial.identifier,
    timestamp: deviceTimestamp(record, trial.startedAt + share * (index + random.next())),
    userInteractionIdentifier: control,
  }))
}
