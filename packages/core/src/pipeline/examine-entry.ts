import type { ArchiveFormat, ReadableEntry } from '../archive/archive.js'
import { baseName } from '../archive/base-name.js'
import type { EntryFacts, RecordFacts } from '../datasets/classification.js'
import type { SchemaClaim } from '../datasets/claim-schema.js'
import type { EntryValidation } from '../datasets/entry-validator.js'
import { extendDocument, injectFields, requireObject } from '../datasets/inject-fields.js'
import { injectedValues, metadataFields, type FieldValues } from '../datasets/injected-fields.js'
import { compileTransforms, type TransformCount, type Transformation } from '../datasets/transforms.js'
import { readValues } from '../documents/read-documents.js'
import { countLeaves } from '../json/count-leaves.js'
import { isJsonArray, type JsonObject, type JsonValue } from '../json/json-value.js'
import { SchemaInference } from '../schema/infer-schema.js'
import type { Schema } from '../schema/schema.js'
import type { DatasetReason } from './decide-dataset.js'
import type { ExamineOptions } from './examine-options.js'
import { isFinding, readEntry } from './read-entry.js'

/** What is known of one entry. */
export interface ExaminedEntry {
  readonly path: string
  /** Place of the entry among the entries of its archive, from 0. */
  readonly ordinal: number
  /** The name it is known by: its base name, unless it was renamed. */
  readonly name: string
  /** `taken` says that the entry is good; whether it is written, the whole record decides. */
  readonly outcome: 'taken' | 'skipped' | 'quarantined'
  /** Why it was skipped or quarantined: a stable code, and the same for people. Never holds a document's value. */
  readonly code?: string | undefined
  readonly reason?: string | undefined
  readonly dataset?: string | undefined
  readonly decision?: DatasetReason | undefined
  readonly claim?: SchemaClaim | undefined
  /** Absent where no schema is claimed, the entry is exempt, or nothing validates. */
  readonly validation?: EntryValidation | undefined
  /** What its transforms could and could not do. */
  readonly transforms: readonly TransformCount[]
  readonly documentCount: number
  /** Scalar values of its documents, null and the injected fields apart. */
  readonly leafCount: number
  /** Structure of its documents, without the injected fields. */
  readonly schema?: Schema | undefined
  /** The fields that each of its documents gets. */
  readonly injected: FieldValues
  /** Reads its documents once more, transformed, with the injected fields. */
  documents(): Promise<Iterable<JsonObject>>
}

/** Read, classify and validate one entry. Faults of the input are findings; anything else is thrown. */
export async function examineEntry(
  entry: ReadableEntry,
  format: ArchiveFormat,
  record: RecordFacts,
  options: ExamineOptions,
): Promise<ExaminedEntry> {
  const facts = namesOf(entry.path, options)
  const nothing = nothingIn(facts, entry.ordinal)
  try {
    const content = await readEntry(entry, record.archive, format)
    if (content.outcome === 'skipped') return { ...nothing, outcome: 'skipped', code: content.code, reason: content.reason }
    return await examineJson({ facts, ordinal: entry.ordinal, record, options, read: () => entry.read() }, content.bytes)
  } catch (error) {
    if (!isFinding(error, options)) throw error
    return { ...nothing, outcome: 'quarantined', code: error.code, reason: error.reason }
  }
}

interface JsonEntry {
  readonly facts: EntryFacts
  readonly ordinal: number
  readonly record: RecordFacts
  readonly options: ExamineOptions
  read(): Uint8Array | Promise<Uint8Array>
}

async function examineJson(json: JsonEntry, bytes: Uint8Array): Promise<ExaminedEntry> {
  const { facts, ordinal, record, options } = json
  const values = [...valuesIn(bytes, json)]
  const classification = await options.preset.classifier.classify(facts, record)
  const { dataset, claim, reason: decision } = classification
  const validation = claim && (await options.validator?.validate(values, claim.url, facts, record))
  const found = { ...nothingIn(facts, ordinal), dataset, decision, claim, validation }
  if (validation && !validation.isValid) return { ...found, outcome: 'quarantined', code: 'invalid', reason: describeErrors(validation) }
  const injected = injectedValues(options.preset.injection, record, classification)
  const transformation = transformationOf(dataset, options)
  const inference = new SchemaInference()
  const prepare = { ...json, dataset, injected }
  let leafCount = 0
  for (const document of preparedDocuments(values, transformation, prepare)) {
    inference.add(document)
    leafCount += countLeaves(document)
  }
  return {
    ...found,
    outcome: 'taken',
    transforms: transformation.counts,
    documentCount: inference.documents,
    leafCount,
    schema: inference.schema(),
    injected,
    documents: async () => documentsAgain(await prepare.read(), prepare),
  }
}

type Nothing = Pick<ExaminedEntry, 'path' | 'ordinal' | 'name' | 'transforms' | 'documentCount' | 'leafCount' | 'injected' | 'documents'>

function nothingIn({ path, name }: EntryFacts, ordinal: number): Nothing {
  return { path, ordinal, name, transforms: [], documentCount: 0, leafCount: 0, injected: new Map(), documents: async () => [] }
}

function namesOf(path: string, { preset }: ExamineOptions): EntryFacts {
  const base = baseName(path)
  return { path, baseName: base, name: Object.hasOwn(preset.renames, base) ? preset.renames[base]! : base }
}

function valuesIn(bytes: Uint8Array, { record, facts, options }: JsonEntry): Iterable<JsonValue> {
  return readValues(bytes, { archive: record.archive, entry: facts.path }, { duplicateKeys: options.duplicateKeys })
}

/** A top-level array is its elements. */
function* documentsIn(values: Iterable<JsonValue>): Generator<JsonValue, void, undefined> {
  for (const value of values) {
    if (isJsonArray(value)) yield* value
    else yield value
  }
}

/** The transforms are those that names decide; a version that the structure decides has the same. */
function transformationOf(dataset: string | undefined, { preset }: ExamineOptions): Transformation {
  const known = dataset !== undefined && Object.hasOwn(preset.transforms, dataset)
  return compileTransforms(known ? preset.transforms[dataset]! : [])
}

interface PreparedEntry extends JsonEntry {
  /** As far as names tell. */
  readonly dataset: string | undefined
  readonly injected: FieldValues
}

function* preparedDocuments(
  values: Iterable<JsonValue>,
  transformation: Transformation,
  { record, facts, options, dataset, injected }: PreparedEntry,
): Generator<JsonObject, void, undefined> {
  const further = metadataFields(options.preset.injection, record, dataset ?? '')
  let position = 0
  for (const document of documentsIn(values)) {
    const place = { archive: record.archive, entry: facts.path, position: position++ }
    yield extendDocument(requireObject(transformation.apply(document), place), further, injected)
  }
}

function* documentsAgain(bytes: Uint8Array, prepared: PreparedEntry): Generator<JsonObject, void, undefined> {
  const transformation = transformationOf(prepared.dataset, prepared.options)
  for (const document of preparedDocuments(valuesIn(bytes, prepared), transformation, prepared)) {
    yield injectFields(document, prepared.injected)
  }
}

function describeErrors({ errors, errorCount }: EntryValidation): string {
  const [first] = errors
  const more = errorCount > 1 ? `, and ${errorCount - 1} more` : ''
  return `It does not satisfy its JSON Schema: at ${JSON.stringify(first?.pointer ?? '')} it ${first?.message ?? 'is not valid'}${more}.`
}
