import type { Shape } from './bucket-shape-table.js'

/** Some documents of one shape. */
export interface Members {
  readonly shape: Shape
  /** Their positions. */
  readonly documents: readonly number[]
}

/** Which documents to look at, by position. */
export type DocumentFilter = (document: number) => boolean

export function membersOf(shapes: readonly Shape[], isLeft: DocumentFilter): Members[] {
  return shapes.map((shape) => ({ shape, documents: shape.documents.filter(isLeft) })).filter(({ documents }) => documents.length > 0)
}

export function countDocuments(members: readonly Members[]): number {
  return members.reduce((sum, { documents }) => sum + documents.length, 0)
}
