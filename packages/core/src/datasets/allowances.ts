/**
 * A violation that is tolerated. All fields that are there must fit; texts of messages play no part.
 */
export interface Allowance {
  /** Base name of the entry. */
  readonly file: string
  /** The keyword of JSON Schema that is violated. */
  readonly keyword: string
  /** JSON pointer of the place in the document; `*` stands for any one key or position. */
  readonly pointer: string
  /** The key that is missing (`required`) or should not be there (`additionalProperties`). */
  readonly property?: string | undefined
  /** The type that is due there (`type`). */
  readonly expected?: string | undefined
  /** The value that stands there. */
  readonly value?: null | boolean | number | string | undefined
}

/** Allowances, and whose records they are for. */
export interface AllowanceSet {
  readonly appId: string
  /** Text that the record's `clientinfo` contains. */
  readonly clientInfo: string
  readonly allowances: readonly Allowance[]
}

/** What the Android app of Mobile Toolbox is known to write and its schemas do not allow. */
export const MOBILE_TOOLBOX_ANDROID: AllowanceSet = {
  appId: 'mobile-toolbox',
  clientInfo: 'Android',
  allowances: [
    { file: 'metadata.json', keyword: 'required', pointer: '', property: 'appName' },
    { file: 'metadata.json', keyword: 'required', pointer: '', property: 'files' },
    { file: 'taskData.json', keyword: 'additionalProperties', pointer: '', property: 'type' },
    { file: 'weather.json', keyword: 'required', pointer: '', property: 'type' },
    { file: 'motion.json', keyword: 'enum', pointer: '/*/sensorType', value: 'acceleration' },
    { file: 'motion.json', keyword: 'required', pointer: '/*', property: 'stepPath' },
    { file: 'motion.json', keyword: 'type', pointer: '/*/*', expected: 'integer', value: null },
  ],
}

/** The allowances for a record, by its app and its `clientinfo`. */
export function allowancesFor(
  record: { readonly appId: string; readonly clientInfo: string | undefined },
  sets: readonly AllowanceSet[] = [MOBILE_TOOLBOX_ANDROID],
): Allowance[] {
  const fitting = sets.filter(({ appId, clientInfo }) => appId === record.appId && record.clientInfo?.includes(clientInfo) === true)
  return fitting.flatMap(({ allowances }) => allowances)
}

/** An assessment in one of its revisions. */
export interface AssessmentRevision {
  readonly assessmentId: string
  readonly revision: number
}

/** Assessments whose records are not validated, as in Bridge's own pipeline. */
export const UNVALIDATED_ASSESSMENTS: readonly AssessmentRevision[] = [
  { assessmentId: 'dccs', revision: 5 },
  { assessmentId: 'flanker', revision: 4 },
  { assessmentId: 'memory-for-sequences', revision: 6 },
  { assessmentId: 'number-match', revision: 3 },
  { assessmentId: 'psm', revision: 5 },
  { assessmentId: 'spelling', revision: 4 },
  { assessmentId: 'vocabulary', revision: 4 },
]

/** Whether an assessment's records are to be validated. */
export function isValidated(
  assessmentId: string,
  revision: number,
  unvalidated: readonly AssessmentRevision[] = UNVALIDATED_ASSESSMENTS,
): boolean {
  return !unvalidated.some((skipped) => skipped.assessmentId === assessmentId && skipped.revision === revision)
}
