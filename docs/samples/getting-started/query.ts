import { DuckDBInstance } from '@duckdb/node-api'

const db = await (await DuckDBInstance.create(':memory:')).connect()
const answer = await db.runAndReadAll(`
  SELECT task.recordid, task.device_version, count(*) AS trials, round(avg(trial.responseTime), 2) AS mean_ms
  FROM 'tables/dataset_taskdata_v1/*.parquet' task
  JOIN 'tables/dataset_taskdata_v1_trials/*.parquet' trial ON trial.recordid = task.recordid AND trial.id = task.trials
  GROUP BY ALL ORDER BY ALL`)
console.table(answer.getRowObjectsJson())
