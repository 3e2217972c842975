import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { latestExports, readViewRecord, type ViewRecord } from '../../src/synapse/view-records.js'

const COLUMNS = { recordId: 'recordId', exportedOn: 'exportedOn' }
const row = (cells: Readonly<Record<string, string | null>>): ReadonlyMap<string, string | null> =>
  new Map(Object.entries({ id: 'syn1', projectId: 'syn9', dataFileHandleId: '5', recordId: 'r', exportedOn: null, ...cells }))

describe('readViewRecord', () => {
  test.each([
    ['1644950895890', 1644950895890],
    ['2022-02-15T18:48:15.890Z', 1644950895890],
    ['2022-02-15T19:48:15.890+01:00', 1644950895890],
    [null, Number.NEGATIVE_INFINITY],
    ['yesterday', Number.NEGATIVE_INFINITY],
  ])('an export of %s', (exportedOn, exportedOnMs) => {
    expect(readViewRecord(row({ exportedOn }), COLUMNS)).toEqual({
      recordId: 'r',
      entityId: 'syn1',
      projectId: 'syn9',
      fileHandleId: '5',
      exportedOnMs,
    })
  })

  test.each(['id', 'recordId', 'dataFileHandleId'])('a row without %s is no export of a record', (column) => {
    expect(readViewRecord(row({ [column]: null }), COLUMNS)).toBeUndefined()
  })
})

describe('latestExports', () => {
  test('keeps one for each record, the greatest by time, and of equal ones the last', () => {
    const record = fc.record({
      recordId: fc.constantFrom('a', 'b', '__proto__', 'constructor'),
      entityId: fc.string(),
      projectId: fc.constant('syn9'),
      fileHandleId: fc.string(),
      exportedOnMs: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constant(Number.NEGATIVE_INFINITY)),
    })
    fc.assert(
      fc.property(fc.array(record), (records: ViewRecord[]) => {
        const latest = latestExports(records)
        expect(latest.map(({ recordId }) => recordId)).toEqual([...new Set(records.map(({ recordId }) => recordId))])
        for (const kept of latest) {
          const of = records.filter(({ recordId }) => recordId === kept.recordId)
          const most = Math.max(...of.map(({ exportedOnMs }) => exportedOnMs))
          expect(kept).toBe(of.findLast(({ exportedOnMs }) => exportedOnMs === most))
        }
      }),
      { seed: 11 },
    )
  })
})
