import { classify } from './bucket-classes.js'
import { fieldsOf, isNamedLikeType, isReserved, type Field } from './bucket-fields.js'
import { findKinds } from './bucket-kinds.js'
import { countDocuments, membersOf, type DocumentFilter, type Members } from './bucket-members.js'
import { pathOf } from './bucket-path.js'
import { profileOf, type Profile } from './bucket-profile.js'
import { hasPath } from './bucket-shape-table.js'
import type { Shapes } from './bucket-shapes.js'

/** A field whose constant says what kind of document it is in. */
export interface Discriminator {
  /** Such as `$.resourceType` or `$.header.schema_id.name`. */
  readonly path: string
  /** A convention reserves the field for the name of a type. */
  readonly reserved: boolean
  /** By value, in the order of the values. */
  readonly values: ReadonlyMap<string, readonly Members[]>
}

/** Fields that are tested: those that most documents have. More would only take longer. */
const MOST_FIELDS = 64
/** Part of the documents whose string may be no constant. */
const MOST_UNUSUAL = 0.05
/** Part of the documents whose value must occur again. */
const LEAST_REPEATED = 0.7
/** For each document with the field, how many may lack it though they look like those that have it. */
const MOST_LACKING = 0.2
/** Documents that a field which is not named like a type must be in: with fewer, anything may go with the shape by chance. */
const LEAST_DOCUMENTS = 10
/** How surely the paths of a document must tell its value: Cohen's kappa, 0 for a guess. */
const LEAST_KAPPA = 0.8
/** The same for a field that is named like a type. */
const LEAST_KAPPA_IF_NAMED = 0.6
/** How much the paths of documents with different values may have in common. */
const MOST_RESEMBLANCE = 0.7
/** Of pairs of documents with different values of a field named like a type, how many must have values that differ in a path. */
const LEAST_DISTINCT = 0.5
const ALWAYS = 0.9
const NEVER = 0.1
/** Part of the documents that must be of the commonest kind among those with the same value. */
const LEAST_COHERENT = 0.5

/**
 * The field that best tells the kinds of some documents apart, if there is one.
 *
 * A field that a convention reserves for this (`@type`, `$schema`, …) is taken at its word. Any other must stand the same tests, which look
 * at its values and at the paths of the documents that have it:
 *
 * - its values recur, and hardly any document lacks it that looks like those which have it;
 * - the value can be told from the other paths of the document, and documents with different values have not too much in common; or the
 *   field is named like a type (`type`, `eventType`, …), and most of its values have a path that others never have;
 * - documents with the same value are mostly of one kind by their keys. `sender.type` says something about the sender, not the document.
 *
 * Of several fields, the one that most documents have.
 */
export function findDiscriminator(shapes: Shapes, isLeft: DocumentFilter): Discriminator | undefined {
  const fields = fieldsOf(shapes.shapes, isLeft)
    .filter(({ documentCount, unusualCount }) => documentCount > 0 && unusualCount <= documentCount * MOST_UNUSUAL)
    .filter((field) => isReserved(field) || recurs(field))
    .sort(
      (a, b) =>
        Number(isReserved(b)) - Number(isReserved(a)) ||
        b.documentCount - a.documentCount ||
        Number(isNamedLikeType(b)) - Number(isNamedLikeType(a)) ||
        a.node.depth - b.node.depth ||
        a.node.id - b.node.id,
    )
  const best = fields.slice(0, MOST_FIELDS).find((field) => isReserved(field) || standsTests(field, shapes, isLeft))
  return best && { path: pathOf(best.node), reserved: isReserved(best), values: best.values }
}

function standsTests(field: Field, shapes: Shapes, isLeft: DocumentFilter): boolean {
  return countLookalikes(field, shapes, isLeft) <= field.documentCount * MOST_LACKING && goesWithShape(field) && coheres(field, shapes)
}

function recurs({ values, documentCount }: Field): boolean {
  const repeated = [...values.values()].map(countDocuments).filter((count) => count > 1)
  return repeated.length >= 2 && repeated.reduce((sum, count) => sum + count, 0) >= documentCount * LEAST_REPEATED
}

/** Documents without the field that have all the keys which those with the field always have. */
function countLookalikes(field: Field, { nodes, shapes }: Shapes, isLeft: DocumentFilter): number {
  const isOtherKey = (id: number): boolean => nodes[id]!.depth === 1 && nodes[id] !== field.node
  const { shares } = profileOf([...field.values.values()].flat(), isOtherKey)
  const always = [...shares].filter(([, share]) => share >= ALWAYS).map(([id]) => id)
  if (always.length === 0) return 0
  const having = new Set(field.shapes)
  const alike = shapes.filter((shape) => !having.has(shape) && always.every((id) => hasPath(shape, id)))
  return countDocuments(membersOf(alike, isLeft))
}

function goesWithShape(field: Field): boolean {
  const values = [...field.values.values()]
  const isNamed = isNamedLikeType(field)
  if (isNamed || field.documentCount >= LEAST_DOCUMENTS) {
    const { kappa, resemblance } = classify(values)
    if (kappa >= (isNamed ? LEAST_KAPPA_IF_NAMED : LEAST_KAPPA) && resemblance <= MOST_RESEMBLANCE) return true
  }
  return isNamed && distinctPairs(values) >= LEAST_DISTINCT
}

/** Of all pairs of documents with different values, the part whose values differ in a path that one always has and the other never. */
function distinctPairs(values: readonly (readonly Members[])[]): number {
  const repeated = values.filter((members) => countDocuments(members) > 1)
  const kinds = repeated.map((members) => ({ count: countDocuments(members), profile: profileOf(members) }))
  let pairs = 0
  let distinct = 0
  for (const [i, a] of kinds.entries()) {
    for (const b of kinds.slice(i + 1)) {
      pairs += a.count * b.count
      if (hasOwnPath(a.profile, b.profile) || hasOwnPath(b.profile, a.profile)) distinct += a.count * b.count
    }
  }
  return pairs === 0 ? 0 : distinct / pairs
}

function hasOwnPath(one: Profile, other: Profile): boolean {
  for (const [id, share] of one.shares) if (share >= ALWAYS && (other.shares.get(id) ?? 0) <= NEVER) return true
  return false
}

function coheres({ values, documentCount }: Field, { nodes }: Shapes): boolean {
  let alike = 0
  for (const members of values.values()) {
    alike += Math.max(...findKinds(nodes, members).map((kind) => countDocuments(kind.members)))
  }
  return alike >= documentCount * LEAST_COHERENT
}
