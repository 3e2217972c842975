import { SchemaError } from '../errors.js'
import { shownUrl } from '../datasets/schema-url.js'
import type { SchemaSource } from '../datasets/schema-source.js'
import { parsePointer } from '../names/place.js'
import { builtInSchema, isEarly, type SchemaDialect } from './dialects.js'
import { readDocument, tooManyError, withinStack, type IndexedDocument } from './read-document.js'
import { rewriteSchema, type LinkedPart } from './rewrite-schema.js'
import { follow, invalidSchema, splitUrl, type SchemaPlace } from './schema-place.js'

export interface LinkLimits {
  /** Documents that references may lead to, with the first one. */
  readonly maxDocuments: number
  /** Schemas within schemas, in all documents. */
  readonly maxSubschemas: number
}

/** A schema with everything that it refers to, in parts that refer to each other by key only. */
export interface LinkedSchema {
  readonly url: string
  readonly dialect: SchemaDialect
  /** Key of the part to begin with. */
  readonly root: string
  readonly parts: ReadonlyMap<string, LinkedPart>
  /** What was fetched, in the order in which it was needed. */
  readonly documents: readonly { readonly url: string; readonly sha256: string }[]
}

/** Where a reference leads, still to be looked up. */
interface Target {
  readonly key: string
  /** Without fragment. */
  readonly url: string
  readonly fragment: string
  readonly from: SchemaPlace
  readonly document: IndexedDocument
}

/**
 * Fetch a schema and, one after the other, what it refers to.
 *
 * References are followed here, and not by the compiler: only those that can be reached are, hostile `$id`s confuse nobody, and what leads
 * nowhere is named by document and pointer.
 *
 * @throws SchemaError
 */
export async function linkSchema(url: string, source: SchemaSource, limits: LinkLimits, signal: AbortSignal): Promise<LinkedSchema> {
  return new Linker(source, limits, signal).link(url)
}

class Linker {
  readonly #source: SchemaSource
  readonly #limits: LinkLimits
  readonly #signal: AbortSignal
  /** By the URL that was asked for, and by that where the document was found. */
  readonly #loaded = new Map<string, IndexedDocument>()
  readonly #indexed = new Set<IndexedDocument>()
  readonly #fetched: { url: string; sha256: string }[] = []
  readonly #keys = new Map<string, string>()
  readonly #open: Target[] = []
  readonly #parts = new Map<string, LinkedPart>()
  readonly #dynamicReferences = new Map<string, SchemaPlace>()
  #dialect: SchemaDialect | undefined

  constructor(source: SchemaSource, limits: LinkLimits, signal: AbortSignal) {
    this.#source = source
    this.#limits = limits
    this.#signal = signal
  }

  async link(wanted: string): Promise<LinkedSchema> {
    const [url, fragment] = splitUrl(new URL(wanted))
    const document = await this.#load(url)
    const root = this.#keyOf({ ...document.root, base: url }, `#${fragment}`, document)
    for (let target = this.#open.pop(); target; target = this.#open.pop()) {
      const [place, of] = await this.#find(target)
      const rewrite = (): LinkedPart =>
        rewriteSchema(place, {
          reference: (ref, at) => this.#keyOf(at, ref, of),
          dynamicReference: (ref, at) => this.#dynamicKeyOf(at, ref, of),
        })
      this.#parts.set(target.key, withinStack(rewrite, place))
    }
    this.#checkDynamicReferences()
    return { url: document.url, dialect: document.root.dialect, root, parts: this.#parts, documents: this.#fetched }
  }

  /** The key of the part that a reference leads to. */
  #keyOf(from: SchemaPlace, ref: string, document: IndexedDocument): string {
    if (!URL.canParse(ref, from.base)) throw invalidSchema('A reference is no URL', from)
    const [url, fragment] = splitUrl(new URL(ref, from.base))
    // A document's own names are its own: another document may use the same.
    const identity = JSON.stringify([document.resources.has(url) ? document.url : '', url, fragment])
    const known = this.#keys.get(identity)
    if (known !== undefined) return known
    const key = `part:/${this.#keys.size}`
    this.#keys.set(identity, key)
    this.#open.push({ key, url, fragment, from, document })
    return key
  }

  #dynamicKeyOf(from: SchemaPlace, ref: string, document: IndexedDocument): string {
    const name = ref.slice(ref.indexOf('#') + 1)
    if (!this.#dynamicReferences.has(name)) this.#dynamicReferences.set(name, from)
    return this.#keyOf(from, ref, document)
  }

  /** A dynamic reference to a name that stands only once is a plain one. Those that depend on the way are not understood. */
  #checkDynamicReferences(): void {
    const names = [...this.#indexed].flatMap(({ dynamicNames }) => dynamicNames)
    for (const [name, { url, pointer }] of this.#dynamicReferences) {
      if (names.filter((other) => other === name).length < 2) continue
      throw new SchemaError('A dynamic reference leads to more than one place', {
        code: 'schema-unsupported',
        schema: shownUrl(url),
        pointer,
        hint: 'Use plain references.',
      })
    }
  }

  async #find({ url, fragment, from, document }: Target): Promise<readonly [SchemaPlace, IndexedDocument]> {
    const own = document.resources.get(url)
    const of = own ? document : await this.#load(url)
    const resource = own ?? of.root
    const place = fragment === '' || fragment.startsWith('/') ? follow(resource, parsePointer(fragment)) : anchored(of, resource, fragment)
    if (place) return [place, of]
    throw invalidSchema('A reference leads nowhere', from)
  }

  async #load(url: string): Promise<IndexedDocument> {
    const known = this.#loaded.get(url)
    if (known) return known
    const document = await this.#read(url)
    this.#loaded.set(url, document)
    if (!this.#loaded.has(document.url)) this.#loaded.set(document.url, document)
    return document
  }

  async #read(url: string): Promise<IndexedDocument> {
    const dialect = this.#dialect ?? 'draft-07'
    const { maxDocuments, maxSubschemas } = this.#limits
    const builtIn = builtInSchema(url)
    if (builtIn !== undefined) return this.#index(readDocument(url, builtIn, dialect, maxSubschemas))
    if (this.#fetched.length >= maxDocuments) throw tooManyDocumentsError(url, maxDocuments)
    const found = await this.#source.get(url, { signal: this.#signal })
    this.#fetched.push({ url: found.url, sha256: found.sha256 })
    const moved = this.#loaded.get(found.url)
    return moved ?? this.#index(readDocument(found.url, found.schema, dialect, maxSubschemas))
  }

  #index(document: IndexedDocument): IndexedDocument {
    this.#dialect ??= document.root.dialect
    if (this.#dialect !== document.root.dialect && !(isEarly(this.#dialect) && isEarly(document.root.dialect)))
      throw mixedError(document.url)
    this.#indexed.add(document)
    const { maxSubschemas } = this.#limits
    const count = [...this.#indexed].reduce((sum, { subschemaCount }) => sum + subschemaCount, 0)
    if (count > maxSubschemas) throw tooManyError(document.url, maxSubschemas)
    return document
  }
}

function anchored(document: IndexedDocument, resource: SchemaPlace, anchor: string): SchemaPlace | undefined {
  return document.anchors.get(`${resource.base}#${anchor}`)
}

function tooManyDocumentsError(url: string, maxDocuments: number): SchemaError {
  return new SchemaError(`References lead to more than ${maxDocuments} documents`, {
    code: 'schema-too-large',
    schema: shownUrl(url),
    hint: 'Allow more with `maxDocuments` if this is meant.',
  })
}

function mixedError(url: string): SchemaError {
  return new SchemaError('The schema is written in another dialect than the one that refers to it', {
    code: 'schema-unsupported',
    schema: shownUrl(url),
    hint: 'Write both in one dialect.',
  })
}
