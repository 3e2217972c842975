import { linkColumn } from './describe-places.js'
import type { Column, Table, TablePlan } from './table-plan.js'

export interface MermaidOptions {
  /** Whether the table of what columns cannot say is drawn too. Default true. */
  readonly residue?: boolean | undefined
}

/**
 * The tables of a plan as a Mermaid entity-relationship diagram: an entity for each table, a relation for each link, named after the
 * parent's column. Names that Mermaid cannot take are written with its entity codes; an attribute with such a name gets a plain one, and
 * its own as a comment.
 *
 * @see https://mermaid.js.org/syntax/entityRelationshipDiagram.html
 */
export function planToMermaid(plan: TablePlan, options: MermaidOptions = {}): string {
  const tables = plan.tables.filter(({ kind }) => kind !== 'residue' || options.residue !== false)
  const lines = [...tables.flatMap(entity), ...tables.flatMap((table) => relation(table, plan))]
  return `erDiagram\n${lines.map((line) => `  ${line}\n`).join('')}`
}

function entity(table: Table): string[] {
  return [`${quote(table.name)} {`, ...table.columns.map((column) => `  ${attribute(column, table)}`), '}']
}

function attribute(column: Column, table: Table): string {
  const name = attributeName(column.name)
  const keys = keysOf(column, table)
  return [
    column.type,
    name,
    ...(keys.length > 0 ? [keys.join(', ')] : []),
    // Labels are drawn as Markdown, in which `__proto__` is a bold "proto".
    ...(name !== column.name || /^_.*_$/.test(name) ? [quote(column.name)] : []),
  ].join(' ')
}

/** A row is known by its record's keys, and by its document (root, residue) or its array or map and the place therein. */
function keysOf({ source }: Column, { kind }: Table): string[] {
  switch (source.role) {
    case 'injected':
      return kind === 'root' ? ['PK'] : ['PK', 'FK']
    case 'origin':
      return kind === 'residue' ? ['PK', 'FK'] : ['PK']
    case 'id':
      return ['PK', 'FK']
    case 'index':
    case 'key':
      return ['PK']
    case 'residue':
      return source.field === 'pointer' ? ['PK'] : []
    default:
      return []
  }
}

function relation(table: Table, plan: TablePlan): string[] {
  const root = plan.tables[0]
  if (table.kind === 'residue') return root ? [`${quote(root.name)} ||--o{ ${quote(table.name)} : "residue"`] : []
  const link = linkColumn(table, plan)
  return table.parent === null || link === undefined ? [] : [`${quote(table.parent)} ||--o{ ${quote(table.name)} : ${quote(link.name)}`]
}

function attributeName(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9_-]/gu, '_')
  // Mermaid's lexer takes `pk`, in any case and also before a hyphen, for the mark of a key; names do not begin with a digit.
  return /^(?:[0-9-]|[pfu]k(?![A-Za-z0-9_]))/i.test(plain) ? `_${plain}` : plain
}

// What Mermaid's lexer, its preprocessor (comments, directives, entity codes), HTML or Markdown would take for something else. Within
// Mermaid, U+FB02 begins an entity code.
const HOSTILE = /["#%&*:;<>\\`~\uFB02\p{C}]|(?! )\p{Z}|(?<![\p{L}\p{N}])_+|(?<=direction) /giu

function quote(name: string): string {
  return `"${name.replace(HOSTILE, (found) => Array.from(found, (char) => `#${char.codePointAt(0)};`).join(''))}"`
}
