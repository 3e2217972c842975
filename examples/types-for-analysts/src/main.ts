// Schemas become TypeScript types and a data dictionary, and the compiler holds an analysis against them.
import { describePlan, fromJsonSchema, inferDatasets, planTables, type Schema } from '@bridge-downstream/core'
import { generateTypes } from '@bridge-downstream/core/typegen'
import { generateStudy, writeSchemas } from '@bridge-downstream/example-sample-study'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { ANALYSES } from './analyses.ts'
import { typeCheck } from './type-check.ts'

const OUT = 'types'
await mkdir(OUT, { recursive: true })

// What the archives hold: learnt from every document of them.
const archives = Array.from(generateStudy({ archives: 40, brokenArchives: 0 }))
const inferred = await inferDatasets(archives.map(({ key, metadata, bytes }) => ({ name: key, metadata, bytes: async () => bytes })))
await writeTypes('microphone_levels', inferred.datasets.find(({ dataset }) => dataset === 'microphone_levels_v1')!.schema)

// What a study has declared: a JSON Schema. Of a file that is an array, each element is a document.
const { mirror } = await writeSchemas(path.join(OUT, 'schemas'))
const declared = JSON.parse(await readFile(path.join(mirror, 'example.org/schemas/v1/MotionRecord.json'), 'utf8')) as { items: unknown }
await writeTypes('motion', fromJsonSchema(declared.items))

for (const { name, text, isRight } of ANALYSES) {
  await writeFile(path.join(OUT, name), text)
  const errors = typeCheck(path.join(OUT, name))
  console.log(`\n$ tsc --noEmit ${name}\n${errors === '' ? 'No errors' : errors}`)
  if ((errors === '') !== isRight) throw new Error(`The compiler should have ${isRight ? 'accepted' : 'refused'} ${name}`)
}

/** `{name}.ts`: types of documents and of the rows of all tables. `{name}.dictionary.json`: what each table and column means. */
async function writeTypes(name: string, schema: Schema): Promise<void> {
  const plan = planTables(schema, { dataset: `${name}_v1` })
  const types = await generateTypes(schema, { name, plan })
  const dictionary = describePlan(plan, schema).dictionary()
  await writeFile(path.join(OUT, `${name}.ts`), types)
  await writeFile(path.join(OUT, `${name}.dictionary.json`), `${JSON.stringify(dictionary, null, 2)}\n`)
  console.log(`\n${name}.ts\n${types.slice(0, types.indexOf('\n\n/** A row of', types.indexOf('/** A row of')))}`)
  console.log(`\n${name}.dictionary.json`)
  for (const { name, type, description } of dictionary.tables[0]!.columns)
    console.log(`${name.padEnd(15)} ${type.padEnd(8)} ${description}`)
}
