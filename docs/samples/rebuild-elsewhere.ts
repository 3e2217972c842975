import { runRebuildUnit, type RebuildUnit } from '@bridge-downstream/core'
import { rebuild } from '@bridge-downstream/core'
import { bridgePreset } from '@bridge-downstream/core'
import { unpackStudy } from './study.ts'

const store = await unpackStudy()
const { injection } = bridgePreset()
/** Stands for workers elsewhere: a unit is plain JSON, and so is what comes back. */
const pool = {
  units: 0,
  async send(unit: RebuildUnit) {
    this.units++
    return runRebuildUnit(store, JSON.parse(JSON.stringify(unit)) as RebuildUnit)
  },
}

await rebuild(store, { injection, concurrency: 8, run: (unit) => pool.send(unit) }) // there: runRebuildUnit(store, unit)

export { pool }
