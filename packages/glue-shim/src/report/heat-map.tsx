import type { VNode } from 'preact'
import { formatNumber, formatShort } from '../format-number.js'
import { ScrollBox } from './scroll-box.js'
import { chooseShades } from './shades.js'
import { visibleText } from './visible-text.js'

interface HeatMapProps {
  readonly caption: string
  /** Of the rows' headings. */
  readonly corner: string
  readonly columns: readonly string[]
  readonly rows: readonly HeatRow[]
}

export interface HeatRow {
  readonly label: string
  readonly href?: string | undefined
  /** Null where there can be nothing. */
  readonly counts: readonly (number | null)[]
  readonly total: number
}

/** More digits have no room. */
const LONGEST = 9999

/** Counts as a table whose cells are the darker the more there is: its own alternative for whoever does not see it. */
export function HeatMap({ caption, corner, columns, rows }: HeatMapProps): VNode {
  const { shadeOf, legend } = chooseShades(rows.flatMap(({ counts }) => counts.filter((counted) => counted !== null)))
  return (
    <>
      <ScrollBox label={caption}>
        <table class="heat">
          <caption>{caption}</caption>
          <thead>
            <tr>
              <th scope="col">{corner}</th>
              {columns.map((column) => (
                <th scope="col">{column}</th>
              ))}
              <th scope="col">All</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ label, href, counts, total }) => (
              <tr>
                <th scope="row">{href === undefined ? visibleText(label) : <a href={href}>{visibleText(label)}</a>}</th>
                {counts.map((counted) => (
                  <td class={counted === null ? 'no' : `s${shadeOf(counted)}`}>{counted ? <Cell counted={counted} /> : ''}</td>
                ))}
                <td class="all">{formatNumber(total)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      <ul class="legend" aria-label="Shades">
        {legend.map(({ shade, from, to }) => (
          <li>
            <span class={`swatch s${shade}`} /> {from === to ? formatNumber(from) : `${formatNumber(from)} to ${formatNumber(to)}`}
          </li>
        ))}
      </ul>
    </>
  )
}

function Cell({ counted }: { readonly counted: number }): VNode {
  if (counted <= LONGEST) return <>{counted}</>
  return (
    <data value={counted} title={formatNumber(counted)}>
      {formatShort(counted)}
    </data>
  )
}
