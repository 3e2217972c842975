import { compareCodeUnits } from '../names/compare-code-units.js'
import { countDocuments, type DocumentFilter, type Members } from './bucket-members.js'
import type { PathNode } from './bucket-path.js'
import type { Shape } from './bucket-shape-table.js'
import { isReservedForTypes, isTypeLike, NO_CONSTANT } from './bucket-values.js'

/** A field with constants, and the documents that have it. */
export interface Field {
  readonly node: PathNode
  /** All shapes that have it. */
  readonly shapes: readonly Shape[]
  /** By value, in the order of the values. */
  readonly values: ReadonlyMap<string, readonly Members[]>
  /** Documents that have a constant here. */
  readonly documentCount: number
  /** Documents whose string here is no constant. */
  readonly unusualCount: number
}

/** A shape, and the numbers of the values that its documents have in a field. */
interface Holder {
  readonly shape: Shape
  readonly values: readonly number[]
}

/** The fields that hold few enough constants, in the order of their paths. */
export function fieldsOf(shapes: readonly Shape[], isLeft: DocumentFilter): Field[] {
  const holders = new Map<PathNode, Holder[]>()
  for (const shape of shapes) {
    for (const { node, values } of shape.constants) {
      if (node.constants!.isFull) continue
      const known = holders.get(node)
      if (known) known.push({ shape, values })
      else holders.set(node, [{ shape, values }])
    }
  }
  return [...holders].map(([node, having]) => gather(node, having, isLeft)).sort((a, b) => a.node.id - b.node.id)
}

function gather(node: PathNode, holders: readonly Holder[], isLeft: DocumentFilter): Field {
  const byId = new Map<number, Members[]>()
  for (const holder of holders) {
    for (const [id, documents] of documentsById(holder, isLeft)) {
      const members = { shape: holder.shape, documents }
      const known = byId.get(id)
      if (known) known.push(members)
      else byId.set(id, [members])
    }
  }
  const inOrder = node.constants!.entries().sort(([a], [b]) => compareCodeUnits(a, b))
  const values = new Map(inOrder.flatMap(([value, id]) => (byId.has(id) ? [[value, byId.get(id)!] as const] : [])))
  return {
    node,
    shapes: holders.map(({ shape }) => shape),
    values,
    documentCount: countDocuments([...values.values()].flat()),
    unusualCount: countDocuments(byId.get(NO_CONSTANT) ?? []),
  }
}

function documentsById({ shape, values }: Holder, isLeft: DocumentFilter): Map<number, number[]> {
  const byId = new Map<number, number[]>()
  for (const [i, document] of shape.documents.entries()) {
    if (!isLeft(document)) continue
    const known = byId.get(values[i]!)
    if (known) known.push(document)
    else byId.set(values[i]!, [document])
  }
  return byId
}

/** Whether a convention reserves the field for the name of a type. */
export function isReserved({ node: { step, depth } }: Field): boolean {
  return depth === 1 && typeof step === 'string' && isReservedForTypes(step)
}

/** Whether the field's name says that its value names a kind. */
export function isNamedLikeType({ node: { step } }: Field): boolean {
  return typeof step === 'string' && isTypeLike(step)
}
