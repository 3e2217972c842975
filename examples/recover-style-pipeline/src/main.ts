// A pipeline of another study, out of the same packages: exports of NDJSON in, de-duplicated Parquet tables by cohort out.
import { rebuild, recoverPreset, unpack, type DatasetRules, type StudyPreset } from '@bridge-downstream/core'
import { openStore } from '@bridge-downstream/s3-adapter'
import { makeExports } from './make-exports.ts'

const recover = recoverPreset()
const preset: StudyPreset = {
  ...recover,
  // Partition keys: folders of the output. Each is one of the injected fields.
  injection: { ...recover.injection, partitionKeys: ['cohort'] },
  // The preset turns texts that hold JSON, and maps of samples, into structure; a study adds its own.
  transforms: { ...recover.transforms, HealthKitV2Samples_v1: [{ path: '$.Value', cast: 'number' }] },
}

// What is once more in a later export replaces what came before, and what was deleted goes.
const rules: Record<string, DatasetRules> = {
  FitbitActivityLogs_v1: { deduplicate: { key: ['ParticipantIdentifier', 'Date'], latestBy: 'InsertedDate' } },
  GarminStressDetailSummary_v1: { deduplicate: { key: ['SummaryId'], latestBy: 'export_end_date' } },
  HealthKitV2Samples_v1: {
    deduplicate: { key: ['HealthKitSampleKey'], latestBy: 'export_end_date' },
    deletions: { dataset: 'HealthKitV2Samples_Deleted_v1', key: ['HealthKitSampleKey'] },
  },
}

// Index keys: stand in every row of the tables below, so that a table of samples can be read without its parent.
const overrides = { GarminStressDetailSummary_v1: { '$.ParticipantIdentifier': { pushdown: true }, '$.StartTime': { pushdown: true } } }

const store = openStore('study')
for (const week of [1, 2]) {
  const exports = makeExports(7).filter(({ name }) => name.endsWith(`export-${week}.zip`))
  const unpacked = await unpack(exports, store, { examine: { preset } })
  const rebuilt = await rebuild(store, { injection: preset.injection, datasets: rules, overrides })
  if (unpacked.archives.quarantined + unpacked.archives.failed + rebuilt.partitions.failed > 0) throw new Error('Not all went well')
  console.log(`\nWeek ${week}: ${unpacked.archives.taken} exports, ${rebuilt.partitions.rebuilt} partitions rebuilt`)
  console.table(
    Object.fromEntries(
      unpacked.datasets.map(({ dataset, documents }) => {
        const partitions = rebuilt.results.filter((result) => result.dataset === dataset)
        const sum = (count: (of: (typeof partitions)[number]) => number): number => partitions.reduce((total, of) => total + count(of), 0)
        const counts = {
          new: documents,
          all: sum((of) => of.in.documents),
          deleted: sum((of) => of.deleted.documents),
          duplicates: sum((of) => of.duplicates.documents),
          written: sum((of) => of.written.documents),
          'rows of all tables': sum((of) => of.tables.reduce((rows, table) => rows + table.rows, 0)),
        }
        return [dataset, counts]
      }),
    ),
  )
}
