import { keySetsOf, type KeySet } from './bucket-key-sets.js'
import type { Members } from './bucket-members.js'
import { mergeKinds, type Kind } from './bucket-merging.js'
import type { PathNode } from './bucket-path.js'
import { findSharedKeys } from './bucket-shared-keys.js'

/**
 * Sort documents into kinds by their keys.
 *
 * 1. Keys that different kinds share are found, and count for nothing ({@link findSharedKeys}).
 * 2. Each document goes to that of its other keys which weighs most: by its paths in the document, times the documents that have it.
 * 3. Kinds of which one has most of the paths of the other are one ({@link mergeKinds}).
 *
 * Documents that have only shared keys are sorted in the same way among themselves, by these.
 */
export function findKinds(nodes: readonly PathNode[], members: readonly Members[]): Kind[] {
  const sets = keySetsOf(nodes, members)
  const shared = findSharedKeys(sets, (key) => String(nodes[key]!.step))
  const keys = keysAbove(nodes)
  const [own, rest] = [sets.filter((set) => hasOther(set, shared)), sets.filter((set) => !hasOther(set, shared))]
  return [
    ...mergeKinds(
      byMainKey(own, (key) => !shared.has(key)),
      (id) => keys[id]! > 0 && !shared.has(keys[id]!),
    ),
    ...mergeKinds(
      byMainKey(rest, () => true),
      (id) => keys[id]! > 0,
    ),
  ]
}

function hasOther({ keys }: KeySet, shared: ReadonlySet<number>): boolean {
  return keys.some((key) => !shared.has(key))
}

/** By node: the key of the document that it is, or lies below; 0 for the root, and for what lies below elements and a map's values. */
function keysAbove(nodes: readonly PathNode[]): Uint32Array {
  const keys = new Uint32Array(nodes.length)
  for (const { id, depth, parent, step } of nodes) {
    if (depth === 1) keys[id] = typeof step === 'string' ? id : 0
    else if (parent) keys[id] = keys[parent.id]!
  }
  return keys
}

function byMainKey(sets: readonly KeySet[], counts: (key: number) => boolean): Kind[] {
  const documents = new Map<number, number>()
  for (const { keys, count } of sets) for (const key of keys) documents.set(key, (documents.get(key) ?? 0) + count)
  const kinds = new Map<string, { readonly key: number | undefined; readonly members: Members[] }>()
  for (const { keys, sizes, members } of sets) {
    const weightOf = (key: number): number => sizes.get(key)! * documents.get(key)!
    const key = keys.filter(counts).sort((a, b) => weightOf(b) - weightOf(a) || a - b)[0]
    for (const member of members) {
      // Without keys there is only what the document is: an object, an array, a string …
      const text = key === undefined ? `root ${member.shape.codes[0]!}` : String(key)
      const known = kinds.get(text)
      if (known) known.members.push(member)
      else kinds.set(text, { key, members: [member] })
    }
  }
  return [...kinds.values()]
}
