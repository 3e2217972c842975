import elkApi, { type ELK, type ElkNode } from 'elkjs/lib/elk-api.js'
import ElkWorker from 'elkjs/lib/elk-worker.min.js?worker&inline'
import { HEADER_HEIGHT, rowMiddle, type DiagramBox, type DiagramLink } from './diagram-boxes.ts'

/** Where everything is. Lengths are pixels, from the top left corner. */
export interface DiagramLayout {
  readonly width: number
  readonly height: number
  readonly boxes: readonly (DiagramBox & { readonly x: number; readonly y: number })[]
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
  'elk.spacing.nodeNode': '28',
  'elk.spacing.edgeNode': '16',
  'elk.layered.spacing.nodeNodeBetweenLayers': '72',
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.padding': '[top=16,left=16,bottom=16,right=16]',
}

let elk: ELK | undefined

/** Lay tables out from left to right, parents before children, each link from its column to the column of ids. */
export async function layoutDiagram(boxes: readonly DiagramBox[], links: readonly DiagramLink[]): Promise<DiagramLayout> {
  elk ??= new elkApi.default({ workerFactory: () => new ElkWorker() })
  // Names come from data, and are no ids: elk's are numbers.
  const numbers = new Map(boxes.map(({ table }, i) => [table.name, i]))
  const graph: ElkNode = {
    id: 'root',
    layoutOptions: OPTIONS,
    children: boxes.map((box, i) => ({
      id: `${i}`,
      width: box.width,
      height: box.height,
      layoutOptions: { 'elk.portConstraints': 'FIXED_POS', 'elk.alignment': 'LEFT' },
      ports: portsOf(box, i, links),
    })),
    edges: links.map(({ parent, child }, i) => ({
      id: `link ${i}`,
      sources: [`${numbers.get(parent)!} ${i}`],
      targets: [`${numbers.get(child)!} in`],
    })),
  }
  const { width = 0, height = 0, children, edges } = await elk.layout(graph)
  return {
    width,
    height,
    boxes: boxes.map((box, i) => ({ ...box, x: children?.[i]?.x ?? 0, y: children?.[i]?.y ?? 0 })),
    lines: links.map((link, i) => {
      const [section] = edges?.[i]?.sections ?? []
      return { link, points: section ? [section.startPoint, ...(section.bendPoints ?? []), section.endPoint] : [] }
    }),
  }
}

function portsOf(box: DiagramBox, number: number, links: readonly DiagramLink[]) {
  const port = (id: string, x: number, y: number, side: 'EAST' | 'WEST') => {
    return { id: `${number} ${id}`, x, y, width: 0, height: 0, layoutOptions: { 'elk.port.side': side } }
  }
  const out = links.flatMap(({ parent, column }, i) => {
    const y = column === undefined ? HEADER_HEIGHT / 2 : rowMiddle(box, ({ name }) => name === column)
    return parent === box.table.name ? [port(`${i}`, box.width, y, 'EAST')] : []
  })
  const y = box.table.kind === 'residue' ? HEADER_HEIGHT / 2 : rowMiddle(box, ({ source }) => source.role === 'id')
  return [port('in', 0, y, 'WEST'), ...out]
}
