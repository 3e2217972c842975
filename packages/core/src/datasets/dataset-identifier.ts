import { OptionError } from '../errors.js'

/** A dataset version's name: the family's name and the number of the version. */
export interface DatasetIdentifier {
  /** Letters of ASCII, digits and `_`; at most 217 of them. */
  readonly name: string
  /** From 1. */
  readonly version: number
}

const IDENTIFIER = /^([A-Za-z0-9_]{1,217})_v([1-9]\d{0,8})$/

/** Take `Name_vN` apart, if it is one. The last `_vN` counts: `steps_v2_v1` is version 1 of `steps_v2`. */
export function readDatasetIdentifier(text: string): DatasetIdentifier | undefined {
  const [, name, version] = IDENTIFIER.exec(text) ?? []
  return name === undefined ? undefined : { name, version: Number(version) }
}

/**
 * Take `Name_vN` apart.
 *
 * @throws OptionError `bad-dataset` if it is no such name.
 */
export function parseDatasetIdentifier(text: string): DatasetIdentifier {
  const identifier = readDatasetIdentifier(text)
  if (identifier) return identifier
  throw new OptionError('This is no identifier of a dataset', {
    code: 'bad-dataset',
    dataset: text,
    hint: 'Write a name of letters, digits and "_", and a version from 1: MotionRecord_v1.',
  })
}

/** @returns `Name_vN`. */
export function formatDatasetIdentifier({ name, version }: DatasetIdentifier): string {
  return `${name}_v${version}`
}
