import { inferSchema, parseJsonDocuments } from '@bridge-downstream/core'
import { createCompoundSchema, createSchema, extendSchema, type Schema as GensonSchema } from 'genson-js'
import { getSimplifiedSchema, parseSchema } from 'mongodb-schema'
import { InputData, jsonInputForTargetLanguage, quicktype } from 'quicktype-core'

export interface Contender {
  readonly name: string
  /** What is called, for people. */
  readonly call: string
  readonly role: 'ours' | 'peer' | 'baseline'
  /** From NDJSON text to the finished schema. */
  infer(text: string): unknown
}

/** Peers parse with `JSON.parse`, or by their own means where they take text; of a peer's ways, those that are fastest and keep everything. */
export const CONTENDERS: readonly Contender[] = [
  {
    name: 'bridge-downstream',
    call: 'inferSchema(parseJsonDocuments(text))',
    role: 'ours',
    infer: (text) => inferSchema(parseJsonDocuments(text)),
  },
  {
    name: 'genson-js',
    call: 'createCompoundSchema(documents)',
    role: 'peer',
    infer: (text) => createCompoundSchema(parseLines(text)),
  },
  {
    name: 'genson-js, streaming',
    call: 'extendSchema(schema, document)',
    role: 'peer',
    infer: (text) => {
      let schema: GensonSchema | undefined
      for (const line of linesOf(text)) {
        const document: unknown = JSON.parse(line)
        schema = schema ? extendSchema(schema, document) : createSchema(document)
      }
      return schema
    },
  },
  {
    name: 'mongodb-schema',
    call: 'parseSchema(documents, { storeValues: false })',
    role: 'peer',
    infer: (text) => parseSchema(parseLines(text), { storeValues: false }),
  },
  {
    name: 'mongodb-schema, simplified',
    call: 'getSimplifiedSchema(documents)',
    role: 'peer',
    infer: (text) => getSimplifiedSchema(parseLines(text)),
  },
  {
    name: 'quicktype-core',
    call: "quicktype({ inputData, lang: 'schema' })",
    role: 'peer',
    infer: async (text) => {
      const input = jsonInputForTargetLanguage('schema')
      await input.addSource({ name: 'TaskData', samples: linesOf(text) })
      const inputData = new InputData()
      inputData.addInput(input)
      return (await quicktype({ inputData, lang: 'schema' })).lines
    },
  },
  { name: 'JSON.parse alone', call: 'JSON.parse(line)', role: 'baseline', infer: (text) => parseLines(text).length },
]

function linesOf(text: string): string[] {
  return text.trimEnd().split('\n')
}

function parseLines(text: string): unknown[] {
  return linesOf(text).map((line): unknown => JSON.parse(line))
}
