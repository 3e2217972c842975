import { OptionError } from '../errors.js'
import { isJsonArray, isJsonObject, setOwn, type JsonObject, type JsonValue } from '../json/json-value.js'
import { ELEMENTS, parsePath, VALUES, type Place } from '../names/place.js'
import { castScalar, type CastType } from './cast-scalar.js'
import { parseEmbedded } from './parse-embedded.js'

/** What is done to the values at one path, such as `$.samples[].value`. */
export type PathTransform = { readonly path: string } & (
  | {
      /** A text that holds JSON becomes that JSON. A text that does not is kept. */
      readonly parse: 'json'
    }
  | {
      /** An object whose keys are data becomes an array of objects with the key and the value, in the order of the keys. */
      readonly rows: { readonly key: string; readonly value: string }
    }
  | {
      /** A scalar becomes one of this type; what cannot be cast becomes null. */
      readonly cast: CastType
    }
)

/** How often a transform could and could not do its work. A failed cast is the one way in which a value is lost, so it is counted here. */
export interface TransformCount {
  readonly path: string
  readonly transform: 'parse' | 'rows' | 'cast'
  applied: number
  /** Texts that are no JSON, and were kept; values that could not be cast, and became null; what is no object, and was kept. */
  failed: number
}

/** Transforms of one dataset, in their order; each sees what the one before has made. */
export interface Transformation {
  /** A document with everything done to it; the one that was given stays as it is. */
  readonly apply: (document: JsonValue) => JsonValue
  readonly counts: readonly TransformCount[]
}

/**
 * Compile transforms, which then count what they do.
 *
 * @throws OptionError `bad-transform` for a path that is not spelt as paths are, or a transform that is none.
 */
export function compileTransforms(transforms: readonly PathTransform[]): Transformation {
  const steps = transforms.map(compile)
  return {
    apply: (document) => steps.reduce((value, { place, change }) => changeAt(value, place, 0, change), document),
    counts: steps.map(({ count }) => count),
  }
}

type Change = (value: JsonValue) => JsonValue

interface Step {
  readonly place: Place
  readonly change: Change
  readonly count: TransformCount
}

/** The new value, or undefined where the work cannot be done. */
type TryChange = (value: JsonValue) => JsonValue | undefined

function compile(transform: PathTransform): Step {
  const place = parsePath(transform.path)
  const kind = (['parse', 'rows', 'cast'] as const).find((name) => name in transform)
  if (!place || !kind) throw badTransform(transform.path, place ? 'does nothing that is known' : 'is not spelt as paths are')
  const count: TransformCount = { path: transform.path, transform: kind, applied: 0, failed: 0 }
  const attempt = attemptOf(transform)
  const change: Change = (value) => {
    if (value === null) return null
    const changed = attempt(value)
    if (changed !== undefined) {
      count.applied++
      return changed
    }
    count.failed++
    return kind === 'cast' ? null : value
  }
  return { place, change, count }
}

function attemptOf(transform: PathTransform): TryChange {
  if ('parse' in transform) return parseEmbedded
  if ('cast' in transform) return (value) => castScalar(value, transform.cast)
  const { key, value } = transform.rows
  if (key === value) throw badTransform(transform.path, 'calls key and value the same')
  return (map) => (isJsonObject(map) ? Object.keys(map).map((name) => toRow([key, name], [value, map[name]!])) : undefined)
}

function toRow(...fields: readonly (readonly [string, JsonValue])[]): JsonObject {
  const row: Record<string, JsonValue> = {}
  for (const [name, value] of fields) setOwn(row, name, value)
  return row
}

/** Containers are copied only on the way to what has changed. */
function changeAt(value: JsonValue, place: Place, depth: number, change: Change): JsonValue {
  if (depth === place.length) return change(value)
  const step = place[depth]!
  if (step === ELEMENTS) return isJsonArray(value) ? value.map((item) => changeAt(item, place, depth + 1, change)) : value
  if (!isJsonObject(value)) return value
  if (step !== VALUES && !Object.hasOwn(value, step)) return value
  const copy: Record<string, JsonValue> = {}
  for (const key of Object.keys(value)) {
    setOwn(copy, key, step === VALUES || step === key ? changeAt(value[key]!, place, depth + 1, change) : value[key]!)
  }
  return copy
}

function badTransform(path: string, what: string): OptionError {
  return new OptionError(`The transform at the path ${JSON.stringify(path)} ${what}`, {
    code: 'bad-transform',
    hint: 'Paths are $.a.b, $.list[], $.map{}, $["a key"]; a transform has one of parse, rows and cast.',
  })
}
