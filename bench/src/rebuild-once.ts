// One rebuild for rebuild.ts, in a process of its own: node rebuild-once.ts <road> <folder>
import { bridgePreset, rebuild, type Road } from '@bridge-downstream/core'
import { createLocalStore } from '@bridge-downstream/s3-adapter'
import { join } from 'node:path'
import { tellRun } from './measure.ts'

const [road = '', folder = ''] = process.argv.slice(2)
const { injection } = bridgePreset()
const { partitions } = await rebuild(createLocalStore(folder), { injection, road: road as Road, force: true })
if (partitions.rebuilt !== 1) throw new Error(`${partitions.rebuilt} partitions were rebuilt`)
tellRun(join(folder, 'parquet'))
