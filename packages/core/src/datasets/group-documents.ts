import type { JsonValue } from '../json/json-value.js'
import { findDiscriminator } from './bucket-discriminators.js'
import { findKinds } from './bucket-kinds.js'
import { countDocuments, membersOf, type Members } from './bucket-members.js'
import type { Kind } from './bucket-merging.js'
import type { PathNode } from './bucket-path.js'
import { hasPath } from './bucket-shape-table.js'
import { ShapeCollector, type Shapes } from './bucket-shapes.js'

/**
 * Why documents stand together.
 *
 * - `discriminator`: they have the same constant at a path, such as `Observation` at `$.resourceType`. This is the one place where a value
 *   of a document is shown: one that at least two documents have, or that stands where a convention (`@type`, `$schema`, …) puts the name
 *   of a type.
 * - `similarity`: they are alike in their paths; `keys` are the first of those that all have, the one that makes the kind before the others.
 * - `single`: there is no other of its kind.
 */
export type BucketReason =
  | { readonly kind: 'discriminator'; readonly path: string; readonly value: string }
  | { readonly kind: 'similarity'; readonly keys: readonly string[] }
  | { readonly kind: 'single' }

/** Documents that belong together. */
export interface DocumentGroup {
  readonly reason: BucketReason
  /** Positions, ascending. */
  readonly documents: readonly number[]
  /** Distinct sets of paths and kinds of values among them. */
  readonly shapeCount: number
  /** The key that makes the kind. */
  readonly key: string | undefined
}

/** A pile of many sources may have one for each; beyond these, documents are sorted by their keys. */
const MOST_DISCRIMINATORS = 32
const MOST_KEYS = 20
const LONGEST_KEY = 200

/**
 * Groups documents by their structure alone. Each is reduced to its shape (the set of its paths, with the kinds of values there) when it is
 * added; shapes are grouped in the end.
 */
export class DocumentGrouping {
  readonly #shapes: ShapeCollector
  #count = 0

  /** @param isMap whether an object with these keys is a map: its keys are data. */
  constructor(isMap: (keys: readonly string[]) => boolean) {
    this.#shapes = new ShapeCollector(isMap)
  }

  add(document: JsonValue): void {
    this.#shapes.add(document)
    this.#count++
  }

  /** The groups of all documents. Nothing can be added any more. */
  finish(): DocumentGroup[] {
    const shapes = this.#shapes.finish()
    const isTaken = new Uint8Array(this.#count)
    const isLeft = (document: number): boolean => isTaken[document] === 0
    const groups: DocumentGroup[] = []
    for (let round = 0; round < MOST_DISCRIMINATORS; round++) {
      const found = findDiscriminator(shapes, isLeft)
      if (!found) break
      for (const [value, members] of found.values) {
        const group = { ...groupOf(members), key: undefined }
        const isShown = found.reserved || group.documents.length > 1
        groups.push({ ...group, reason: isShown ? { kind: 'discriminator', path: found.path, value } : { kind: 'single' } })
        for (const document of group.documents) isTaken[document] = 1
      }
    }
    return [...groups, ...findKinds(shapes.nodes, membersOf(shapes.shapes, isLeft)).map((kind) => describe(kind, shapes))]
  }
}

function groupOf(members: readonly Members[]): Pick<DocumentGroup, 'documents' | 'shapeCount'> {
  return { documents: members.flatMap(({ documents }) => documents).sort((a, b) => a - b), shapeCount: members.length }
}

function describe({ members, key }: Kind, { nodes }: Shapes): DocumentGroup {
  const main = key === undefined ? undefined : nameOf(nodes[key]!)
  const single = countDocuments(members) === 1
  return {
    ...groupOf(members),
    key: main,
    reason: single ? { kind: 'single' } : { kind: 'similarity', keys: sharedBy(members, key, nodes) },
  }
}

function sharedBy(members: readonly Members[], main: number | undefined, nodes: readonly PathNode[]): string[] {
  const isKey = ({ depth, step }: PathNode): boolean => depth === 1 && typeof step === 'string'
  const shared = nodes.filter((node) => isKey(node) && members.every(({ shape }) => hasPath(shape, node.id)))
  return shared
    .sort((a, b) => Number(b.id === main) - Number(a.id === main))
    .slice(0, MOST_KEYS)
    .map(nameOf)
}

function nameOf({ step }: PathNode): string {
  const name = String(step)
  return name.length <= LONGEST_KEY ? name : `${name.slice(0, LONGEST_KEY)}…`
}
