import type { DataType, Field, Schema } from './schema.js'

/** How many containers stand inside each other, at most; JSON text is not looked into. */
export function schemaDepth({ root }: Schema): number {
  return fieldDepth(root)
}

function fieldDepth({ types }: Field): number {
  return types.reduce((deepest, type) => Math.max(deepest, typeDepth(type)), 0)
}

function typeDepth(type: DataType): number {
  if (type.kind === 'object') return type.fields.reduce((deepest, field) => Math.max(deepest, 1 + fieldDepth(field)), 1)
  if (type.kind === 'map') return 1 + fieldDepth(type.values)
  return type.kind === 'array' ? 1 + fieldDepth(type.items) : 0
}
