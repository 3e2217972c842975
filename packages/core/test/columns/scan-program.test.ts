import { DocumentFlattener } from '@bridge-downstream/core'
import { expect, test } from 'vitest'
import { createScanPlan } from '../../src/columns/scan-plan.js'
import { ScanProgram } from '../../src/columns/scan-program.js'
import { planOf } from './two-roads.js'

function programOf(documents: Parameters<typeof planOf>[0]): ScanProgram {
  const target = new DocumentFlattener(planOf(documents), { onBatch: () => {} })
  return new ScanProgram(createScanPlan(target.root, target.tables)!)
}

function stagedBytes({ tables }: ScanProgram): number {
  return tables.reduce((sum, { columns, room }) => sum + columns.length * room * 8, 0)
}

const row = (columns: number): Record<string, number> => Object.fromEntries(Array.from({ length: columns }, (_, i) => [`c${i}`, i]))

test.each([1, 40, 400])(
  'tables of %d columns get more room until there are too many rows, or there is no more memory for them',
  (columns) => {
    const program = programOf([{ list: [row(columns)], other: [row(columns)] }])
    // At first all of them together are small, so that what is staged stays near the processor.
    expect(stagedBytes(program)).toBeLessThanOrEqual(4 * 1024 ** 2)
    for (const { address } of program.tables) while (program.widen(address));
    expect(stagedBytes(program)).toBeLessThanOrEqual(512 * 1024 ** 2)
    expect(Math.max(...program.tables.map(({ room }) => room))).toBeGreaterThan(50_000)
  },
)
