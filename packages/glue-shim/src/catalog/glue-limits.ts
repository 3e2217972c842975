import { CatalogError } from './catalog-error.js'
import type { CatalogTable } from './catalog-table.js'

/** @see Glue API, TableInput and Column: lengths in characters. */
const LONGEST_NAME = 255
const LONGEST_COMMENT = 255
const LONGEST_DESCRIPTION = 2048
const LONGEST_LOCATION = 2056
const LONGEST_PARAMETER = 512_000

/** What Glue's single-line pattern takes; surrogates must be in pairs. */
// oxlint-disable-next-line no-control-regex -- these are what must not stand in it
const NOT_SINGLE_LINE = /[\u0000-\u0008\u000a-\u001f\ufffe\uffff]/g

/** A comment for a column, cut where Glue would refuse it. */
export function fitComment(text: string): string {
  return fit(text, LONGEST_COMMENT)
}

/** A description for a table, cut where Glue would refuse it. */
export function fitDescription(text: string): string {
  return fit(text, LONGEST_DESCRIPTION)
}

function fit(text: string, longest: number): string {
  const line = text.toWellFormed().replace(NOT_SINGLE_LINE, ' ')
  return line.length <= longest ? line : `${line.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

/**
 * Check what cannot be cut.
 *
 * @throws CatalogError `beyond-glue`; `name-collision` if two columns differ by case alone.
 */
export function checkTable({ name: table, columns, partitionKeys, parameters, location }: CatalogTable): void {
  checkName(table, { table })
  if (location.length > LONGEST_LOCATION) throw beyond(`The location of a table is longer than ${LONGEST_LOCATION} characters`, { table })
  const names = new Set<string>()
  for (const { name } of [...columns, ...partitionKeys]) {
    checkName(name, { table, column: name })
    if (names.has(name)) {
      throw new CatalogError('Two columns of a table have one name in Glue, which knows no case', {
        code: 'name-collision',
        table,
        column: name,
        hint: 'Rename one of them with an override, and move the plan away.',
      })
    }
    names.add(name)
  }
  const long = Object.entries(parameters).find(([key, value]) => key.length > LONGEST_NAME || value.length > LONGEST_PARAMETER)
  if (long) {
    throw beyond(
      'A parameter of a table is longer than Glue takes',
      { table, key: long[0] },
      'Register the partitions instead (registered).',
    )
  }
}

interface NamedPlace {
  readonly table: string
  readonly column?: string
  readonly key?: string
}

function checkName(name: string, place: NamedPlace): void {
  if (name === '' || name.length > LONGEST_NAME || name.search(NOT_SINGLE_LINE) >= 0) {
    throw beyond(`A name is empty, longer than ${LONGEST_NAME} characters, or not one line`, place, 'Rename it with an override.')
  }
}

function beyond(what: string, place: NamedPlace, hint?: string): CatalogError {
  return new CatalogError(what, { code: 'beyond-glue', ...place, hint })
}
