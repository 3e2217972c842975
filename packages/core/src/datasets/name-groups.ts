import { uniqueNames } from '../names/unique-names.js'
import { entryName, stemOf } from './dataset-names.js'
import type { DocumentGroup } from './group-documents.js'

/**
 * Identifiers for groups of documents, each `Name_v1`: the name is the discriminator's value, else that of the entry from which all documents
 * are, else the key that makes the kind, else `documents`.
 *
 * @param nameOf the name of a document: a path, with `#` and a position where an entry has several.
 * @returns identifiers in the order of the groups. Which group gets which does not depend on the order.
 */
export function groupIdentifiers(groups: readonly DocumentGroup[], nameOf: (document: number) => string): string[] {
  const requests = groups.map((group) => {
    const names = group.documents.map(nameOf)
    const wanted = discriminated(group) ?? commonEntry(names) ?? group.key ?? 'documents'
    return { identity: names.reduce((least, name) => (name < least ? name : least)), wanted: wanted.replace(/[^A-Za-z0-9_]/g, '_') }
  })
  return uniqueNames(requests).map((name) => `${name}_v1`)
}

/** A value that is a path or a URL is known by its last part. */
function discriminated({ reason }: DocumentGroup): string | undefined {
  return reason.kind === 'discriminator' ? stemOf(entryName(reason.value.replace(/[#/]+$/, ''))) : undefined
}

function commonEntry(names: readonly string[]): string | undefined {
  const entries = new Set(names.map((name) => entryName(name.replace(/#\d+$/, ''))))
  const [entry] = entries
  return entries.size === 1 ? stemOf(entry!) : undefined
}
