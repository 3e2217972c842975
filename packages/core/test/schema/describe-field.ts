import type { DataType, Field } from '../../src/schema/schema.js'

/** What may stand at a place, on one line: `{a?: integer|null, b: [string(date)], c: map<json>}`. */
export function describeField({ types, nullable }: Field): string {
  return [...types.map(describeType), ...(nullable ? ['null'] : [])].join('|')
}

function describeType(type: DataType): string {
  switch (type.kind) {
    case 'string':
      return type.formats.length === 0 ? 'string' : `string(${type.formats.join(',')})`
    case 'object':
      return `{${type.fields.map((field) => `${field.name}${field.optional ? '?' : ''}: ${describeField(field)}`).join(', ')}}`
    case 'map':
      return `map<${describeField(type.values)}>`
    case 'array':
      return `[${describeField(type.items)}]`
    default:
      return type.kind
  }
}
