import type { CatalogChange } from '../catalog/catalog-change.js'
import type { CatalogReport } from '../catalog/register-destination.js'
import { formatTable } from './format-table.js'
import { count, formatNumber } from '../format-number.js'

const MOST_CHANGES = 50

/** What was changed in the catalogue, for people. */
export function summarizeCatalog({ database, tables, empty, isDryRun, changes }: CatalogReport): string {
  const notes = empty.length === 0 ? '' : `Left out, since there is no Parquet yet: ${empty.join(', ')}\n`
  if (tables === 0) return `No tables: nothing has been rebuilt yet.\n${notes}`
  const sum = `${count(tables, 'table')} in the database ${database}: `
  if (changes.length === 0) return `${notes}${sum}nothing to do.\n`
  const rows = changes
    .slice(0, MOST_CHANGES)
    .map((change) => [change.change, 'table' in change ? change.table : change.database, detailOf(change)])
  const more = changes.length > MOST_CHANGES ? `… and ${formatNumber(changes.length - MOST_CHANGES)} more; --json prints all\n` : ''
  const made = `${count(changes.length, 'change')}${isDryRun ? ' to make' : ' made'}`
  return `${formatTable(['change', 'what', ''], rows, ['left', 'left', 'left'])}\n${more}\n${notes}${sum}${made}.\n`
}

function detailOf(change: CatalogChange): string {
  switch (change.change) {
    case 'create-table':
      return count(change.columns, 'column')
    case 'add-column':
      return `${change.column} ${change.type}`
    case 'widen-column':
      return `${change.column} from ${change.from} to ${change.to}`
    case 'describe-column':
      return change.column
    case 'set-parameter':
      return change.value.length <= 60 ? `${change.parameter}=${change.value}` : change.parameter
    case 'remove-parameter':
      return change.parameter
    case 'add-partition':
    case 'update-partition':
    case 'delete-partition':
      return change.values.join('/')
    default:
      return ''
  }
}
