import { useEffect, useRef, useState } from 'preact/hooks'
import type { Exploration } from '../worker/messages.ts'
import { count } from './count.ts'
import { diagramBoxes, diagramLinks, HEADER_HEIGHT, isLink, ROW_HEIGHT, type DiagramLink } from './diagram-boxes.ts'
import { layoutDiagram, type DiagramLayout } from './layout-diagram.ts'
import { largestDataset } from './largest-dataset.ts'
import { Picker } from './picker.tsx'

/** More would be a wall, and would take seconds to lay out. */
const MOST_TABLES = 80

interface DiagramViewProps {
  readonly exploration: Exploration
  readonly onOpen: (table: string) => void
}

/** The tables of a dataset and how they are linked, as a drawing and as text. */
export function DiagramView({ exploration: { datasets, tables }, onOpen }: DiagramViewProps) {
  const [name, setName] = useState(() => largestDataset(tables))
  const dataset = datasets.some((each) => each.dataset === name) ? name : datasets[0]!.dataset
  const shown = tables.filter((table) => table.dataset === dataset)
  const drawn = shown.slice(0, MOST_TABLES)
  const choices = datasets.map(({ dataset: value }) => {
    return { value, label: value, note: String(tables.filter((table) => table.dataset === value).length) }
  })
  return (
    <div class="with-picker">
      <Picker label="Dataset" choices={choices} selected={dataset} onSelect={setName} />
      <div key={dataset}>
        <h3 class="place">{dataset}</h3>
        {drawn.length < shown.length && (
          <p class="quiet">
            The first {drawn.length} of {count(shown.length, 'table')}; all of them stand below as text.
          </p>
        )}
        <Drawing tables={drawn} links={diagramLinks(drawn)} onOpen={onOpen} />
        <TextAlternative tables={shown} links={diagramLinks(shown)} />
      </div>
    </div>
  )
}

interface DrawingProps {
  readonly tables: Exploration['tables']
  readonly links: readonly DiagramLink[]
  readonly onOpen: (table: string) => void
}

const ZOOMS = [0.25, 0.4, 0.6, 0.8, 1, 1.3, 1.7] as const
/** Text is legible at this one. */
const SMALLEST_AT_FIRST = 3

function Drawing({ tables, links, onOpen }: DrawingProps) {
  const [layout, setLayout] = useState<DiagramLayout | string | undefined>(undefined)
  const [zoom, setZoom] = useState(SMALLEST_AT_FIRST)
  const frame = useRef<HTMLDivElement>(null)
  useEffect(() => {
    let isCurrent = true
    const show = (next: DiagramLayout | string): void => {
      if (isCurrent) setLayout(next)
    }
    layoutDiagram(diagramBoxes(tables), links).then(show, (error: unknown) => show(`The diagram could not be laid out: ${String(error)}`))
    return () => {
      isCurrent = false
    }
  }, [])
  useEffect(() => {
    if (typeof layout === 'object' && frame.current) setZoom(fit(layout, frame.current))
  }, [layout])
  useEffect(() => {
    // The root is where one begins to read.
    const root = typeof layout === 'object' ? layout.boxes[0] : undefined
    if (root) frame.current?.scrollTo(0, (root.y + root.height / 2) * ZOOMS[zoom]! - frame.current.clientHeight / 2)
  }, [layout, zoom])
  if (layout === undefined) return <p role="status">Drawing…</p>
  if (typeof layout === 'string') return <p class="is-bad">{layout}</p>
  const scale = ZOOMS[zoom]!
  return (
    <>
      <div class="buttons diagram-tools">
        <button type="button" disabled={zoom === 0} onClick={() => setZoom(zoom - 1)}>
          Smaller
        </button>
        <button type="button" disabled={zoom === ZOOMS.length - 1} onClick={() => setZoom(zoom + 1)}>
          Larger
        </button>
      </div>
      <div ref={frame} class="diagram scroll-x" tabIndex={0} role="region" aria-label="Diagram of the tables">
        <svg
          width={layout.width * scale}
          height={layout.height * scale}
          viewBox={`0 0 ${layout.width} ${layout.height}`}
          role="group"
          aria-label={`${count(tables.length, 'table')} and ${count(links.length, 'link')} between them; the same stands below as text`}
        >
          <g aria-hidden="true">
            {layout.lines.map(({ link, points }) => (
              <g key={`${link.parent} ${link.child}`} class={link.column === undefined ? 'link is-residue' : 'link'}>
                <polyline points={points.map(({ x, y }) => `${x},${y}`).join(' ')} />
                {points.at(-1) && <CrowFoot {...points.at(-1)!} />}
              </g>
            ))}
          </g>
          {layout.boxes.map((box) => (
            <Box key={box.table.name} box={box} onOpen={onOpen} />
          ))}
        </svg>
      </div>
    </>
  )
}

/** The largest zoom, up to the natural size, at which all of it is in sight. */
function fit({ width, height }: DiagramLayout, { clientWidth, clientHeight }: HTMLElement): number {
  const fitting = ZOOMS.findLastIndex((scale) => scale <= 1 && width * scale <= clientWidth && height * scale <= clientHeight)
  return Math.max(SMALLEST_AT_FIRST, fitting)
}

/** Many rows at this end. */
function CrowFoot({ x, y }: { readonly x: number; readonly y: number }) {
  return <path d={`M${x - 10},${y} L${x},${y - 6} M${x - 10},${y} L${x},${y + 6} M${x - 10},${y} L${x},${y}`} />
}

function Box({ box, onOpen }: { readonly box: DiagramLayout['boxes'][number]; readonly onOpen: (table: string) => void }) {
  const { table, rows, columns, left, width, height, x, y } = box
  const open = (): void => onOpen(table.name)
  return (
    <g class={`box kind-${table.kind}`} transform={`translate(${x} ${y})`} onClick={open}>
      <rect class="frame" width={width} height={height} rx={6} />
      <g
        role="button"
        // In SVG, attributes have this case only.
        tabindex={0}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== ' ') return
          event.preventDefault()
          open()
        }}
      >
        <path class="head" d={`M0,${HEADER_HEIGHT} V6 a6,6 0 0 1 6,-6 H${width - 6} a6,6 0 0 1 6,6 V${HEADER_HEIGHT} Z`} />
        <text class="name" x={12} y={19}>
          {table.name}
        </text>
        <text class="rows" x={12} y={36}>
          {count(rows, 'row')}
        </text>
      </g>
      {columns.map(({ name, type, source }, i) => (
        <g key={name} class={isLink(source) || source.role === 'id' ? 'is-key' : ''}>
          <text x={12} y={HEADER_HEIGHT + (i + 0.7) * ROW_HEIGHT}>
            {name}
          </text>
          <text class="type" x={width - 12} y={HEADER_HEIGHT + (i + 0.7) * ROW_HEIGHT} text-anchor="end">
            {type}
          </text>
        </g>
      ))}
      {left > 0 && (
        <text class="type" x={12} y={HEADER_HEIGHT + (columns.length + 0.7) * ROW_HEIGHT}>
          and {count(left, 'more column', 'more columns')}
        </text>
      )}
    </g>
  )
}

function TextAlternative({ tables, links }: Pick<DrawingProps, 'tables' | 'links'>) {
  const [isOpen, setOpen] = useState(false)
  const linksOf = Map.groupBy(links, ({ parent }) => parent)
  return (
    <details class="as-text" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>The same as text</summary>
      {isOpen && (
        <ul>
          {tables.map(({ table: { name, columns }, rows }) => (
            <li key={name}>
              <code>{name}</code>: {count(rows, 'row')}, {count(columns.length, 'column')}
              {linksOf.get(name)?.map(({ column, child }) => (
                <LinkText key={child} column={column} child={child} />
              ))}
            </li>
          ))}
        </ul>
      )}
    </details>
  )
}

function LinkText({ column, child }: Omit<DiagramLink, 'parent'>) {
  if (column === undefined) {
    return (
      <>
        ; what its columns cannot say is in <code>{child}</code>
      </>
    )
  }
  return (
    <>
      ; its <code>{column}</code> is the <code>id</code> of rows in <code>{child}</code>
    </>
  )
}
