import type { Allowance } from '../datasets/allowances.js'
import { parsePointer } from '../names/place.js'
import type { Finding } from './compiled-schema.js'
import { propertyOf } from './violation.js'

/** Says whether a finding is tolerated. */
export type Tolerance = (finding: Finding) => boolean

/**
 * What is tolerated in a file.
 *
 * @param file base name of the entry.
 */
export function toleranceFor(file: string, allowances: readonly Allowance[]): Tolerance {
  const tolerances = allowances.filter((allowance) => allowance.file === file).map(toleranceOf)
  return (finding) => tolerances.some((tolerates) => tolerates(finding))
}

function toleranceOf({ keyword, pointer, property, expected, value }: Allowance): Tolerance {
  const place = pointerPattern(pointer)
  return (finding) => {
    const { error } = finding
    if (error.keyword !== keyword || !place.test(error.instancePath)) return false
    if (property !== undefined && propertyOf(error) !== property) return false
    if (expected !== undefined && (error.params as { type?: unknown }).type !== expected) return false
    return value === undefined || valueAt(finding) === value
  }
}

function pointerPattern(pointer: string): RegExp {
  const steps = pointer.split('/').map((step) => (step === '*' ? '[^/]*' : step.replace(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)))
  return new RegExp(`^${steps.join('/')}$`)
}

function valueAt({ error, plain }: Finding): unknown {
  return parsePointer(error.instancePath).reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], plain)
}
