import { keySegment, parsePartitionPath, partitionPath } from '@bridge-downstream/core'
import { CatalogError } from './catalog-error.js'
import type { CatalogColumn } from './catalog-table.js'

const WHOLE_NUMBER = /^(?:0|-?[1-9]\d{0,17})$/
/** Whatever there is today, tomorrow there may be any of these. */
const CALENDAR: ReadonlyMap<string, string> = new Map([
  ['month', '1,12'],
  ['day', '1,31'],
])
export const LOCATION_TEMPLATE = 'storage.location.template'

/**
 * The parameters from which Athena works out a table's partitions, with no list of them in the catalogue: whole numbers as a range (months
 * and days as the calendar has them), texts as a list of those that there are. Numbers are not padded.
 *
 * @param location of the table, with a final `/`.
 * @param folders names of the partition keys as the folders have them.
 * @param partitions folders of the partitions that there are: `assessmentid=spelling/year=2022/`.
 * @throws CatalogError `not-projectable` if a value cannot stand in such a rule.
 * @see Athena, "Use partition projection": supported types, custom storage locations
 */
export function projectPartitions(
  table: string,
  location: string,
  keys: readonly CatalogColumn[],
  folders: readonly string[],
  partitions: readonly string[],
): Record<string, string> {
  if (keys.length === 0) return {}
  const rows = partitions.map((partition) => parsePartitionPath(partition).map(([, value]) => value))
  const rules = keys.flatMap(({ name, type }, i): [string, string][] => {
    const values = new Set(rows.map((row) => row[i] ?? null))
    for (const value of values) checkValue(value, type, { table, column: name })
    const known = [...values].filter((value) => value !== null)
    const [kind, rule] = type === 'bigint' ? ['integer', CALENDAR.get(name) ?? rangeOf(known)] : ['enum', known.sort().join(',')]
    return [
      [`projection.${name}.type`, kind],
      [`projection.${name}.${kind === 'enum' ? 'values' : 'range'}`, rule],
    ]
  })
  const path = keys.map(({ name }, i) => `${keySegment(folders[i]!)}=\${${name}}/`).join('')
  return Object.fromEntries([['projection.enabled', 'true'], ...rules, [LOCATION_TEMPLATE, `${location}${path}`]])
}

/** Whether a parameter is one of these rules. */
export function isProjection(parameter: string): boolean {
  return parameter.startsWith('projection.') || parameter === LOCATION_TEMPLATE
}

/**
 * The rule that covers what two rules cover, so that whoever saw fewer partitions takes none away. A value without a partition costs Athena
 * one look, and nothing else.
 */
export function joinRules(parameter: string, before: string, now: string): string {
  if (/^projection\..*\.values$/.test(parameter)) return [...new Set([...before.split(','), ...now.split(',')])].sort().join(',')
  if (/^projection\..*\.range$/.test(parameter))
    return rangeOf([...before.split(','), ...now.split(',')].filter((end) => WHOLE_NUMBER.test(end)))
  return now
}

function rangeOf(values: readonly string[]): string {
  const numbers = values.map(BigInt)
  return `${numbers.reduce((a, b) => (a < b ? a : b))},${numbers.reduce((a, b) => (a > b ? a : b))}`
}

function checkValue(value: string | null, type: string, place: { readonly table: string; readonly column: string }): void {
  const problem =
    value === null
      ? 'is null'
      : type === 'bigint'
        ? WHOLE_NUMBER.test(value)
          ? undefined
          : 'is no whole number as it is usually written'
        : value.includes(',') || value.trim() !== value
          ? 'has a comma, or a space at an end'
          : partitionPath([['', value]]) !== `=${value}/`
            ? 'is written otherwise in the folder'
            : undefined
  if (problem === undefined) return
  throw new CatalogError(`Athena cannot work out partitions, since a partition key ${problem} somewhere`, {
    code: 'not-projectable',
    ...place,
    hint: 'Register the partitions instead (registered).',
  })
}
