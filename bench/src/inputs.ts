/** A stream of pseudo-random numbers that is the same on every machine (mulberry32). */
export interface Random {
  /** From 0, below 1. */
  fraction(): number
  /** A whole number from 0, below `end`. */
  below(end: number): number
  pick<T>(from: readonly T[]): T
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (end: number): number => Math.floor(fraction() * end)
  return { fraction, below, pick: (from) => from[below(from.length)]! }
}

const WORDS = [
  'discipline',
  'solemn',
  'imperturbable',
  'ecclesiastical',
  'subpoena',
  'gregarious',
  'lieutenant',
  'rhythm',
  'bouquet',
  'chasm',
]
const EVENTS = ['stepBegins', 'uiEnabled', 'touchDown', 'touchUpInside', 'keyPressed']
const STEPS = ['Welcome', 'Instruction1', 'Instruction2', 'Practice1', 'Practice2', 'Break', 'Completion']
const TASKS = ['mtbSpelling', 'vocabulary', 'flanker', 'dccs', 'psm']

/**
 * One document in the manner of a study's task data: some 6 KB of JSON text, objects in nested arrays, optional fields, dates with a
 * time zone, whole numbers beside fractions.
 */
export function createTaskData(random: Random): unknown {
  const task = random.pick(TASKS)
  const item = (): string => `${random.below(900) + 100}_${random.pick(WORDS)}`
  const steps = [...STEPS.slice(0, 4).map((step) => `${task}_${step}`), ...Array.from({ length: 4 + random.below(4) }, item)]
  let clock = Date.UTC(2022, random.below(12), 1 + random.below(28), 8 + random.below(12)) + random.below(3_600_000)
  const now = (): string => `${new Date((clock += random.below(4_000))).toISOString().slice(0, -1)}-08:00`
  const startDate = now()
  return {
    taskRunUUID: createUuid(random),
    schemaIdentifier: task,
    testVersion: `1.${random.below(5)}.0`,
    taskName: `${task} Form ${1 + random.below(3)}`,
    locale: random.pick(['en_US', 'es_US', 'de_DE']),
    startDate,
    consideredSteps: Array.from({ length: 5 + random.below(4) }, () => ({
      ...(random.fraction() < 0.6 ? { randomNumber: random.fraction() } : {}),
      identifier: item(),
      exposure: random.pick([0.6, 1]),
      administered: random.fraction() < 0.5,
    })),
    stepHistory: steps.map((identifier, i) => ({
      type: 'stepResult',
      identifier,
      startDate: now(),
      endDate: now(),
      practice: i < 4,
      wasInterrupted: random.fraction() < 0.05,
      theta: i < 4 ? 0 : random.fraction() * 4 - 2,
      se: i < 4 ? 0 : random.fraction(),
      ...(i === 0 ? {} : { score: random.below(2), response: random.pick(WORDS) }),
      ...(random.fraction() < 0.2 ? { attempts: [{ at: now(), keys: [random.below(9), random.below(9)] }] } : {}),
    })),
    userInteractions: steps.flatMap((stepIdentifier) => [
      { stepIdentifier, timestamp: now(), controlEvent: [random.pick(EVENTS)], userInteractionIdentifier: '' },
      { stepIdentifier, timestamp: now(), controlEvent: [random.pick(EVENTS), random.pick(EVENTS)], userInteractionIdentifier: '>' },
    ]),
    scores: {
      startTheta: 0,
      finalTheta: random.fraction() * 4 - 2,
      startSE: 99,
      finalSE: random.fraction(),
      itemCount: steps.length - 4,
      rawScore: random.fraction() < 0.1 ? null : random.below(30),
    },
    taskStatus: [random.pick(['completed', 'interrupted'])],
    endDate: now(),
  }
}

/** NDJSON text of task data, at least so long. The same seed gives the same text; a longer one begins with a shorter one. */
export function createTaskDataText(bytes: number, seed = 1): string {
  const random = createRandom(seed)
  const lines: string[] = []
  for (let length = 0; length < bytes; length += lines.at(-1)!.length + 1) lines.push(JSON.stringify(createTaskData(random)))
  return `${lines.join('\n')}\n`
}

function createUuid(random: Random): string {
  const hex = Array.from({ length: 32 }, () => random.below(16).toString(16)).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
