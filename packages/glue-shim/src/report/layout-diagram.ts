import elkBundle, { type ELK, type ElkNode } from 'elkjs/lib/elk.bundled.js'
import { HEADER_HEIGHT, rowMiddle, type DiagramBox, type DiagramLink } from './diagram-boxes.js'

/** Where everything is. Lengths are pixels, from the top left corner. */
export interface DiagramLayout {
  readonly width: number
  readonly height: number
  readonly boxes: readonly (DiagramBox & Point)[]
  readonly lines: readonly { readonly link: DiagramLink; readonly points: readonly Point[] }[]
}

interface Point {
  readonly x: number
  readonly y: number
}

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.spacing.nodeNode': '20',
  'elk.spacing.edgeNode': '14',
  'elk.layered.spacing.nodeNodeBetweenLayers': '56',
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.padding': '[top=8,left=8,bottom=8,right=8]',
}

// A CommonJS module: its class is the default export's, or the default export itself, by who has bundled it.
const Elk = 'default' in elkBundle ? elkBundle.default : elkBundle
let elk: ELK | undefined

/** Lay tables out from left to right, parents before children, each link from its column to the column of ids. */
export async function layoutDiagram(boxes: readonly DiagramBox[], links: readonly DiagramLink[]): Promise<DiagramLayout> {
  elk ??= new Elk()
  // Names come from data, and are no ids: elk's are numbers.
  const numbers = new Map(boxes.map(({ table }, i) => [table.name, i]))
  const drawn = links.filter(({ parent, child }) => numbers.has(parent) && numbers.has(child))
  const graph: ElkNode = {
    id: 'root',
    layoutOptions: OPTIONS,
    children: boxes.map((box, i) => ({
      id: `${i}`,
      width: box.width,
      height: box.height,
      layoutOptions: { 'elk.portConstraints': 'FIXED_POS', 'elk.alignment': 'LEFT' },
      ports: portsOf(box, i, drawn),
    })),
    edges: drawn.map(({ parent, child }, i) => ({
      id: `link ${i}`,
      sources: [`${numbers.get(parent)!} ${i}`],
      targets: [`${numbers.get(child)!} in`],
    })),
  }
  const { width = 0, height = 0, children, edges } = await elk.layout(graph)
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    boxes: boxes.map((box, i) => ({ ...box, x: round(children?.[i]?.x ?? 0), y: round(children?.[i]?.y ?? 0) })),
    lines: drawn.map((link, i) => {
      const [section] = edges?.[i]?.sections ?? []
      const points = section ? [section.startPoint, ...(section.bendPoints ?? []), section.endPoint] : []
      return { link, points: points.map(({ x, y }) => ({ x: round(x), y: round(y) })) }
    }),
  }
}

function portsOf(box: DiagramBox, number: number, links: readonly DiagramLink[]): NonNullable<ElkNode['ports']> {
  const port = (id: string, x: number, y: number, side: 'EAST' | 'WEST'): NonNullable<ElkNode['ports']>[number] => {
    return { id: `${number} ${id}`, x, y, width: 0, height: 0, layoutOptions: { 'elk.port.side': side } }
  }
  const out = links.flatMap(({ parent, column }, i) => {
    const y = column === null ? HEADER_HEIGHT / 2 : rowMiddle(box, ({ name }) => name === column)
    return parent === box.table.name ? [port(`${i}`, box.width, y, 'EAST')] : []
  })
  return [
    port(
      'in',
      0,
      rowMiddle(box, ({ role }) => role === 'id'),
      'WEST',
    ),
    ...out,
  ]
}

function round(length: number): number {
  return Math.round(length * 10) / 10
}
