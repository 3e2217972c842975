import { ALL_FORMATS, type FormatSet } from './string-formats.js'

/** A set of the kinds of JSON values, one bit each. A whole number is of one kind, any other of another: `number` has both. */
export type KindSet = number

export const NULL = 1
export const BOOLEAN = 2
export const INTEGER = 4
export const FRACTION = 8
export const STRING = 16
export const OBJECT = 32
export const ARRAY = 64
export const NUMBER: KindSet = INTEGER | FRACTION
export const CONTAINERS: KindSet = OBJECT | ARRAY

/**
 * What a JSON Schema says of one place. As there, the details of a kind do not say that a value is of that kind; they are hints of it,
 * which count where nothing states the kinds.
 */
export interface Shape {
  /** The kinds that may stand here; undefined if nothing restricts them. */
  readonly stated: KindSet | undefined
  /** The kinds that details hint at. */
  readonly implied: KindSet | undefined
  /** The formats that every string has. */
  readonly formats: FormatSet
  readonly object: ObjectShape | undefined
  /** An array's elements; undefined if nothing is said of them. */
  readonly items: Shape | undefined
  /** The containers that may stand here are not followed. */
  readonly cut: boolean
}

export interface ObjectShape {
  readonly fields: ReadonlyMap<string, Shape>
  readonly required: ReadonlySet<string>
  /** Whether fields were named at all, be it none. */
  readonly named: boolean
  /** The values of keys that are not named. */
  readonly values: Shape | undefined
}

/** Nothing is said. */
export const ANYTHING: Shape = { stated: undefined, implied: undefined, formats: 0, object: undefined, items: undefined, cut: false }

/** What holds where both hold. Fields of both stay, also where one allows no others: authors mean it so. */
export function intersectShapes(a: Shape, b: Shape): Shape {
  if (a === ANYTHING) return b
  if (b === ANYTHING) return a
  return {
    stated: a.stated === undefined ? b.stated : b.stated === undefined ? a.stated : a.stated & b.stated,
    implied: a.implied === undefined && b.implied === undefined ? undefined : (a.implied ?? 0) | (b.implied ?? 0),
    formats: a.formats | b.formats,
    object: both(a.object, b.object, intersectObjects),
    items: both(a.items, b.items, intersectShapes),
    cut: a.cut || b.cut,
  }
}

function intersectObjects(a: ObjectShape, b: ObjectShape): ObjectShape {
  const fields = new Map(a.fields)
  for (const [name, field] of b.fields) fields.set(name, both(fields.get(name), field, intersectShapes) ?? field)
  return {
    fields,
    required: new Set([...a.required, ...b.required]),
    named: a.named || b.named,
    values: both(a.values, b.values, intersectShapes),
  }
}

/** What holds where at least one holds. Details that only some of them give are kept; fields become optional. */
export function uniteShapes(shapes: readonly Shape[]): Shape {
  if (shapes.length <= 1) return shapes[0] ?? ANYTHING
  const strings = shapes.filter((shape) => allows(shape, STRING))
  return {
    stated: uniteKinds(shapes.map(({ stated }) => stated)),
    implied: uniteKinds(shapes.map(({ stated, implied }) => stated ?? implied)),
    formats: strings.length === 0 ? 0 : strings.reduce((set, { formats }) => set & formats, ALL_FORMATS),
    object: uniteObjects(shapes.filter((shape) => allows(shape, OBJECT)).map(({ object }) => object)),
    items: uniteKnown(shapes.filter((shape) => allows(shape, ARRAY)).map(({ items }) => items)),
    cut: shapes.some(({ cut }) => cut),
  }
}

function uniteObjects(objects: readonly (ObjectShape | undefined)[]): ObjectShape | undefined {
  const known = objects.filter((object) => object !== undefined)
  if (known.length === 0) return undefined
  const required = [...known[0]!.required].filter((name) => objects.every((object) => object?.required.has(name)))
  const fields = Map.groupBy(
    known.flatMap((object) => [...object.fields]),
    ([name]) => name,
  )
  return {
    fields: new Map([...fields].map(([name, shapes]) => [name, uniteShapes(shapes.map(([, shape]) => shape))])),
    required: new Set(required),
    named: known.some(({ named }) => named),
    values: uniteKnown(known.map(({ values }) => values)),
  }
}

function uniteKnown(shapes: readonly (Shape | undefined)[]): Shape | undefined {
  const known = shapes.filter((shape) => shape !== undefined)
  return known.length === 0 ? undefined : uniteShapes(known)
}

function uniteKinds(sets: readonly (KindSet | undefined)[]): KindSet | undefined {
  let all = 0
  for (const set of sets) {
    if (set === undefined) return undefined
    all |= set
  }
  return all
}

/** Whether a place may hold values of a kind, as far as something is said. */
function allows({ stated, implied }: Shape, kind: KindSet): boolean {
  return ((stated ?? implied ?? kind) & kind) !== 0
}

function both<T>(a: T | undefined, b: T | undefined, join: (a: T, b: T) => T): T | undefined {
  return a === undefined ? b : b === undefined ? a : join(a, b)
}
