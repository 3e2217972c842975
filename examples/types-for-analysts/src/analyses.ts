interface Analysis {
  readonly name: string
  readonly text: string
  /** Whether the compiler is to find nothing. */
  readonly isRight: boolean
}

/** Reads rows of tables, and whole documents, by the generated types. */
const RIGHT = `import type { DatasetMicrophoneLevelsV1Row } from './microphone_levels.ts'
import type { DatasetMotionV1Row, Motion } from './motion.ts'

export function loudest(rows: DatasetMicrophoneLevelsV1Row[]): number {
  return Math.max(...rows.map(({ average }) => average ?? 0))
}

export function lengths(rows: DatasetMotionV1Row[]): number[] {
  return rows.map(({ x, y, z }) => Math.hypot(x ?? 0, y ?? 0, z ?? 0))
}

export function sensors(documents: Motion[]): Set<string | undefined> {
  return new Set(documents.map(({ sensorType }) => sensorType))
}
`

/** A name that no column has, a cell that may be null, and a whole number, which is a bigint in a table. */
const WRONG = `import type { DatasetMicrophoneLevelsV1Row } from './microphone_levels.ts'

export const first = ({ avarage }: DatasetMicrophoneLevelsV1Row) => avarage
export const second = ({ timeInterval }: DatasetMicrophoneLevelsV1Row): number => timeInterval
export const third = ({ peak }: DatasetMicrophoneLevelsV1Row): number => peak ?? 0
`

export const ANALYSES: readonly Analysis[] = [
  { name: 'analysis.ts', text: RIGHT, isRight: true },
  { name: 'careless.ts', text: WRONG, isRight: false },
]
