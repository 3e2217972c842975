import type { DataType, Field, Schema } from '@bridge-downstream/core'
import { count } from '../format-number.js'

const MOST_NAME = 60

/** A schema as a tree for people: names, types, and how often each field was there. */
export function schemaTree(dataset: string, schema: Schema, fingerprint: string): string {
  const lines: [string, string, string][] = []
  addChildren(lines, schema.root, '')
  const widths = [0, 1].map((i) => Math.max(0, ...lines.map((line) => line[i]!.length)))
  const head = `${dataset}  ${describe(schema.root)}, ${count(schema.documents, 'document')}\n${fingerprint}`
  const rows = lines.map(([name, type, presence]) => `${name.padEnd(widths[0]!)}  ${type.padEnd(widths[1]!)}  ${presence}`.trimEnd())
  return `${[head, ...rows].join('\n')}\n`
}

function addChildren(lines: [string, string, string][], field: Field, indent: string): void {
  const children = field.types.flatMap(childrenOf)
  for (const [i, [name, child]] of children.entries()) {
    const last = i === children.length - 1
    lines.push([`${indent}${last ? '└ ' : '├ '}${name}`, describe(child), presence(child)])
    addChildren(lines, child, `${indent}${last ? '  ' : '│ '}`)
  }
}

function childrenOf(type: DataType): [string, Field][] {
  if (type.kind === 'object') return type.fields.map((field) => [shorten(field.name), field])
  if (type.kind === 'map') return [['{key}', type.values]]
  // An array of scalars says all in its own line.
  return type.kind === 'array' && type.items.types.some((item) => childrenOf(item).length > 0) ? [['[]', type.items]] : []
}

function describe(field: Field): string {
  const kinds = field.types.map((type) => {
    if (type.kind === 'string' && type.formats.length > 0) return `string (${type.formats.join(', ')})`
    if (type.kind === 'array') return childrenOf(type).length > 0 ? 'array' : `array of ${describe(type.items)}`
    if (type.kind === 'map') return `map (${type.reason})`
    return type.kind === 'json' ? 'json text' : type.kind
  })
  return [...kinds, ...(field.nullable ? ['null'] : [])].join(' | ') || 'nothing seen'
}

function presence({ present, absent }: Field): string {
  if (absent === 0) return ''
  const percent = (100 * present) / (present + absent)
  return `in ${percent >= 99.5 ? percent.toFixed(1) : percent < 1 ? percent.toPrecision(1) : Math.round(percent)} %`
}

function shorten(name: string): string {
  const shown = /^[\w$. -]+$/.test(name) ? name : JSON.stringify(name)
  return shown.length > MOST_NAME ? `${shown.slice(0, MOST_NAME)}…` : shown
}
