import { inferSchemaFromBytes } from '@bridge-downstream/core'
import { createCompoundSchema, createSchema, extendSchema, type Schema as GensonSchema } from 'genson-js'
import { getSimplifiedSchema, parseSchema } from 'mongodb-schema'
import { InputData, jsonInputForTargetLanguage, quicktype } from 'quicktype-core'

export interface Contender {
  readonly name: string
  /** What is called, for people. */
  readonly call: string
  readonly role: 'ours' | 'peer' | 'baseline'
  /** From the bytes of an NDJSON file to the finished schema. */
  infer(bytes: Uint8Array): unknown
}

/** Peers decode with `TextDecoder` and parse with `JSON.parse`, or by their own means where they take text; of a peer's ways, those that are fastest and keep everything. */
export const CONTENDERS: readonly Contender[] = [
  {
    name: 'bridge-downstream',
    call: 'inferSchemaFromBytes(bytes)',
    role: 'ours',
    infer: (bytes) => inferSchemaFromBytes(bytes),
  },
  {
    name: 'genson-js',
    call: 'createCompoundSchema(documents)',
    role: 'peer',
    infer: (bytes) => createCompoundSchema(parseLines(bytes)),
  },
  {
    name: 'genson-js, streaming',
    call: 'extendSchema(schema, document)',
    role: 'peer',
    infer: (bytes) => {
      let schema: GensonSchema | undefined
      for (const line of linesOf(bytes)) {
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
    infer: (bytes) => parseSchema(parseLines(bytes), { storeValues: false }),
  },
  {
    name: 'mongodb-schema, simplified',
    call: 'getSimplifiedSchema(documents)',
    role: 'peer',
    infer: (bytes) => getSimplifiedSchema(parseLines(bytes)),
  },
  {
    name: 'quicktype-core',
    call: "quicktype({ inputData, lang: 'schema' })",
    role: 'peer',
    infer: async (bytes) => {
      const input = jsonInputForTargetLanguage('schema')
      await input.addSource({ name: 'TaskData', samples: linesOf(bytes) })
      const inputData = new InputData()
      inputData.addInput(input)
      return (await quicktype({ inputData, lang: 'schema' })).lines
    },
  },
  { name: 'JSON.parse alone', call: 'JSON.parse(line)', role: 'baseline', infer: (bytes) => parseLines(bytes).length },
]

function linesOf(bytes: Uint8Array): string[] {
  return new TextDecoder().decode(bytes).trimEnd().split('\n')
}

function parseLines(bytes: Uint8Array): unknown[] {
  return linesOf(bytes).map((line): unknown => JSON.parse(line))
}
