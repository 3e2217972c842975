import type { VNode } from 'preact'
import { HEADER_HEIGHT, isKey, ROW_HEIGHT } from './diagram-boxes.js'
import { count } from '../format-number.js'
import type { DiagramLayout } from './layout-diagram.js'
import { ScrollBox } from './scroll-box.js'

interface TableDiagramProps {
  readonly dataset: string
  readonly layout: DiagramLayout
}

/** The tables of a dataset and how they are linked. What it says stands in the dictionary too, which is its text alternative. */
export function TableDiagram({ dataset, layout: { width, height, boxes, lines } }: TableDiagramProps): VNode {
  return (
    <ScrollBox label={`Diagram of the tables of ${dataset}`}>
      <svg class="diagram" role="img" width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
        <title>
          Tables of {dataset}: {count(boxes.length, 'table')}, {count(lines.length, 'link')}
        </title>
        <desc>Lines lead from a column of ids to the rows that have them. The data dictionary below says the same as text.</desc>
        {lines.map(({ link, points }) => (
          <g class={link.column === null ? 'link loose' : 'link'}>
            <polyline points={points.map(({ x, y }) => `${x},${y}`).join(' ')} />
            {points.length > 0 && <path d={crowFoot(points.at(-1)!)} />}
          </g>
        ))}
        {boxes.map((box) => (
          <Box {...box} />
        ))}
      </svg>
    </ScrollBox>
  )
}

/** Many rows at this end. */
function crowFoot({ x, y }: { readonly x: number; readonly y: number }): string {
  return `M${x - 9},${y} L${x},${y - 5} M${x - 9},${y} L${x},${y + 5} M${x - 9},${y} L${x},${y}`
}

function Box({ table, title, columns, left, width, height, x, y }: DiagramLayout['boxes'][number]): VNode {
  const lineAt = (row: number): number => HEADER_HEIGHT + (row + 0.7) * ROW_HEIGHT
  return (
    <g class={`box ${table.kind}`} transform={`translate(${x} ${y})`}>
      <rect width={width} height={height} rx={6} />
      <path class="head" d={`M0,${HEADER_HEIGHT} V6 a6,6 0 0 1 6,-6 H${width - 6} a6,6 0 0 1 6,6 V${HEADER_HEIGHT} Z`} />
      <text class="name" x={10} y={18}>
        {title}
      </text>
      <text class="quiet" x={10} y={34}>
        {count(table.rows, 'row')}
      </text>
      {columns.map(({ column, title: name }, i) => (
        <>
          <text class={isKey(column) ? 'key' : ''} x={10} y={lineAt(i)}>
            {name}
          </text>
          <text class="quiet end" x={width - 10} y={lineAt(i)}>
            {column.type}
          </text>
        </>
      ))}
      {left > 0 && (
        <text class="quiet" x={10} y={lineAt(columns.length)}>
          {columns.length === 0 ? count(left, 'column') : `and ${count(left, 'more column')}`}
        </text>
      )}
    </g>
  )
}
