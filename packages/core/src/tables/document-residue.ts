import { parseJson } from '../json/parse-json.js'
import type { JsonValue } from '../json/json-value.js'
import { parsePointer } from '../names/place.js'

/** There is nothing at this place, not even null. */
export const ABSENT: unique symbol = Symbol('absent')

/** What the residue says of one document, as a tree of keys and positions. */
export interface ResidueNode {
  /** The value that stands here, ABSENT, or undefined where only something below is known. */
  value: JsonValue | typeof ABSENT | undefined
  /** The text was `{}`: an object is here, whatever its fields. */
  isObject: boolean
  readonly children: Map<string, ResidueNode>
}

export function createResidue(): ResidueNode {
  return { value: undefined, isObject: false, children: new Map() }
}

/** Note one row of the residue. A pointer that begins with a quote is JSON text, since its keys are no Unicode. */
export function addResidue(root: ResidueNode, pointer: string, json: string | null): void {
  const steps = parsePointer(pointer.startsWith('"') ? (JSON.parse(pointer) as string) : pointer)
  let node = root
  for (const step of steps) {
    let child = node.children.get(step)
    if (!child) node.children.set(step, (child = createResidue()))
    node = child
  }
  if (json === '{}') node.isObject = true
  else node.value = json === null ? ABSENT : parseJson(json)
}
