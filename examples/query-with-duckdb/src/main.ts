// A study's archives become linked Parquet tables, and DuckDB answers three questions about them.
import { describePlan, openDatasets, relationalizeToStore, type ArchiveSource, type InjectedFields } from '@bridge-downstream/core'
import { generateStudy } from '@bridge-downstream/example-sample-study'
import { openStore } from '@bridge-downstream/s3-adapter'
import { DuckDBInstance } from '@duckdb/node-api'

const FOLDER = 'tables'

// What every table has besides the documents' own fields: who sent it, which assessment it is of, and when it came.
const injected: InjectedFields = {
  columns: [
    { name: 'recordid', type: 'string' },
    { name: 'assessment', type: 'string' },
    { name: 'day', type: 'string' },
  ],
  values: ({ metadata = {} }, recordid) => ({
    recordid,
    assessment: metadata['assessmentid'] ?? null,
    day: metadata['uploadedon']?.slice(0, 10) ?? null,
  }),
}

const store = openStore(FOLDER)
const ledger = await relationalizeToStore(sampleStudy(), store, { injected })
console.log(`${ledger.tables.length} tables in ${FOLDER}/`)

const instance = await DuckDBInstance.create(':memory:')
const db = await instance.connect()
// The plan of each dataset says how DuckDB sees its tables: a view for each, and {table}_joined for a child beside its parent.
for (const { plan } of await openDatasets(store)) {
  for (const statement of describePlan(plan).ddl({ dialect: 'duckdb', location: FOLDER })) await db.run(statement)
}

await ask(
  'On which days came most?',
  `SELECT day, count(*) AS tasks, count(DISTINCT assessment) AS assessments
   FROM dataset_taskdata_v1
   GROUP BY day ORDER BY tasks DESC, day LIMIT 4`,
)
await ask(
  'How many steps has a task? A child joins its parent on the record, and on the id that the parent has for the array.',
  `SELECT task.assessment, count(DISTINCT task.recordid) AS tasks, count(*) AS steps
   FROM dataset_taskdata_v1 task
   JOIN dataset_taskdata_v1_stepHistory step ON step.recordid = task.recordid AND step.id = task.stepHistory
   GROUP BY task.assessment ORDER BY task.assessment`,
)
await ask(
  'Is a trial slower whose arrows differ? The view has done the join, and offers the parent’s columns as parent_….',
  `SELECT parent_settings_language AS language, congruent, count(*) AS trials, round(avg(responseTime), 1) AS mean_ms
   FROM dataset_taskdata_v1_stepHistory_joined
   WHERE assessment = 'flanker' AND parent_settings_language IS NOT NULL AND NOT practice
   GROUP BY ALL ORDER BY ALL`,
)

async function ask(question: string, query: string): Promise<void> {
  const answer = await db.runAndReadAll(query)
  console.log(`\n${question}`)
  console.table(answer.getRowObjectsJson())
}

function sampleStudy(): ArchiveSource[] {
  const archives = generateStudy({ archives: 60, brokenArchives: 0 })
  return Array.from(archives, ({ key, metadata, bytes }) => ({ name: key, metadata, bytes: async () => bytes }))
}
