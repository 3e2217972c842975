import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { inferSchema } from '../../src/schema/infer-schema.js'
import { planTables } from '../../src/tables/plan-tables.js'
import { generateTypes } from '../../src/typegen/generate-types.js'

const tsc = fileURLToPath(new URL('../../../../node_modules/typescript/bin/tsc', import.meta.url))

/** What the compiler says of a module; empty if it is content. */
function compilerSays(module: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'typegen-'))
  try {
    writeFileSync(path.join(folder, 'types.ts'), module)
    const flags = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--target', 'es2024', '--module', 'esnext', '--types', '']
    const { stdout, stderr } = spawnSync(process.execPath, [tsc, ...flags, 'types.ts'], { cwd: folder, encoding: 'utf8' })
    return stdout + stderr
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** A literal that is no literal's type: keys computed, since `"__proto__": x` would set the prototype. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return `{ ${Object.entries(value)
    .map(([key, child]) => `[${JSON.stringify(key)}]: ${literal(child)}`)
    .join(', ')} }`
}

async function moduleFor(name: string, texts: readonly string[]): Promise<string> {
  const documents = texts.map((text) => JSON.parse(text) as never)
  const schema = inferSchema(documents)
  const types = await generateTypes(schema, { name, plan: planTables(schema, { dataset: `${name}_v1` }) })
  const typeName = /export (?:interface|type) (\w+)/.exec(types)![1]!
  return [types, ...documents.map((document, i) => `export const document${i}: ${typeName} = ${literal(document)}`)].join('\n')
}

const CASES: Readonly<Record<string, readonly string[]>> = {
  'task data': [
    '{"taskName":"a","steps":[{"id":1,"score":0.5,"tags":["x"]},{"id":2}],"scores":{"total":3,"mean":null}}',
    '{"taskName":"b","steps":[],"scores":{"total":4,"mean":1.5},"done":true}',
  ],
  unions: ['{"a":1,"b":[1,"x",null,{"c":1},[2]]}', '{"a":"x","b":null}', '{"a":{"b":true}}', '{"a":[]}'],
  maps: ['{"days":{"2024-01-01":{"steps":1},"2024-01-02":{"steps":2,"note":"x"}}}', '{"days":{}}'],
  'only a map': ['{"7":1,"8":2}'],
  'nothing in it': ['{"a":{},"b":[],"c":null,"d":[[],{}]}'],
  'no object': ['1', '"x"', '[true]', 'null'],
  'hostile keys': [
    String.raw`{"__proto__":{"constructor":1},"constructor":"a","toString":1,"hasOwnProperty":2,"":3,"a b":4,"q\"uote's\\":5,"new\nline":6}`,
    String.raw`{"$ref":"#/x","$id":"a","$defs":{"b":1},"title":"t","enum":[1],"type":"object","properties":{"type":"x"},"required":true}`,
    String.raw`{"*/":1,"/*":2,"\u2028":3,"\ud800":4,"${'$'}{x}":5,"[k: string]":6,"tsType":"any","class":1,"DocumentType":1,"field_0_":2}`,
  ],
  'names\nthat */ end comments': ['{"a*/\\nb":[{"c":1}]}'],
  Date: ['{"a":1}'],
  '': ['{"a":1}'],
  '2 days': ['{"é":1,"ключ":2,"Key":1,"key":"x"}'],
}

test.each(Object.entries(CASES))('the types compile, and the documents are of them: %j', async (name, texts) => {
  expect(compilerSays(await moduleFor(name, texts))).toBe('')
})

test('a document that lacks a required field, or has a wrong one, is refused', async () => {
  const module = await moduleFor('task', ['{"a":1,"b":{"c":"x"}}'])
  const says = compilerSays(`${module}\nexport const bad1: Task = { a: 1 }\nexport const bad2: Task = { a: '1', b: { c: 'x' } }`)
  expect(says).toContain("Property 'b' is missing")
  expect(says).toContain("Type 'string' is not assignable to type 'number'")
})

test('the document and each table have a type', async () => {
  const schema = inferSchema([{ id: 1, 'given name': 'x', steps: [{ at: 'a', ok: true }, { at: null }], days: { '2024-01-01': 0.5 } }])
  const types = await generateTypes(schema, {
    name: 'task-data',
    plan: planTables(schema, { dataset: 'taskData_v1', convention: 'identity' }),
  })
  expect(types).toBe(EXPECTED)
})

test('equal input gives equal text', async () => {
  const schema = inferSchema([{ a: [{ b: 1 }] }])
  expect(await generateTypes(schema, { name: 'x' })).toBe(await generateTypes(structuredClone(schema), { name: 'x' }))
})

const EXPECTED = `export interface TaskData {
  days: {
    [k: string]: number
  }
  "given name": string
  id: number
  steps: {
    at: string | null
    ok?: boolean
  }[]
}

/** A row of taskData_v1: $ */
export interface TaskDataV1Row {
  recordid: string
  entrypath: string
  entryposition: bigint
  days: bigint | null
  "given name": string | null
  id: bigint | null
  steps: bigint | null
}

/** A row of taskData_v1.days: $.days{} */
export interface TaskDataV1DaysRow {
  recordid: string
  id: bigint
  key: string
  "days.val": number | null
}

/** A row of taskData_v1.steps: $.steps[] */
export interface TaskDataV1StepsRow {
  recordid: string
  id: bigint
  index: bigint
  at: string | null
  ok: boolean | null
}

/** A row of taskData_v1.residue: what columns cannot say */
export interface TaskDataV1ResidueRow {
  recordid: string
  entrypath: string
  entryposition: bigint
  pointer: string
  json: string
}
`
