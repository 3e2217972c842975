import { DocumentFlattener, readDocuments, type TablePlan } from '@bridge-downstream/core'
import { expect, test } from 'vitest'
import { EntryRoad } from '../../src/columns/entry-road.js'
import { disown, giveBack, takeKernel } from '../../src/columns/kernel-pool.js'
import type { ScanKernel } from '../../src/columns/scan-kernel.js'
import { toCells } from '../../src/tables/column-cells.js'
import { planOf } from './two-roads.js'

const encoder = new TextEncoder()

/** Entries of several windows, whose texts and counts of rows are their own. */
function documentsOf(job: number): readonly { readonly text: string; readonly list: readonly { readonly x: number }[] }[] {
  return Array.from({ length: 15_000 }, (_, i) => ({
    text: `job ${job}, text ${(i * (job + 7)) % 50}`.padEnd(60),
    list: Array.from({ length: (i + job) % 3 }, (_unused, x) => ({ x: x + job })),
  }))
}

interface Job {
  readonly adding: Generator<void, number, undefined>
  readonly target: DocumentFlattener
  readonly rows: unknown[]
}

function begin(job: number, plan: TablePlan): Job {
  const rows: unknown[] = []
  const target = new DocumentFlattener(plan, {
    rowGroupRows: 4_000,
    onBatch: (batch) => {
      rows.push([batch.table.name, batch.columns.map((data) => toCells(data))])
      batch.release()
    },
  })
  const road = new EntryRoad(target, 'fast', (bytes, parse) => readDocuments(bytes, parse.place ?? {}, parse))
  const bytes = encoder.encode(
    documentsOf(job)
      .map((document) => JSON.stringify(document))
      .join('\n'),
  )
  return { adding: road.add(bytes, { recordId: 'r', entry: `${job}.json`, entryOrdinal: job, position: 0 }, {}, {}), target, rows }
}

function finish({ adding, target, rows }: Job): unknown[] {
  while (adding.next().done !== true);
  target.finish()
  return rows
}

test('scans that take turns are as if they went one after the other, and one that is broken off is in nobody’s way', () => {
  const plan = planOf(documentsOf(1).slice(0, 10))
  // More of them than kernels are kept.
  const numbers = Array.from({ length: 11 }, (_, i) => i)
  const expected = numbers.map((job) => finish(begin(job, plan)))
  const jobs = numbers.map((job) => begin(job, plan))
  const brokenOff = begin(99, plan)
  for (let turn = 0; turn < 2; turn++) for (const { adding } of [brokenOff, ...jobs]) expect(adding.next().done).not.toBe(true)
  brokenOff.adding.return(0)
  for (const [i, job] of jobs.entries()) expect(finish(job)).toEqual(expected[i])
})

test('who comes again is given the kernel that holds its program', () => {
  const owners = [-1, -2, -3, -4, -5]
  const first = owners.map((owner): ScanKernel => {
    const kernel = takeKernel(owner)!
    kernel.owner = owner
    return kernel
  })
  expect(new Set(first).size).toBe(5)
  for (const kernel of first) giveBack(kernel)
  for (const [i, owner] of owners.entries()) {
    const kernel = takeKernel(owner)!
    expect(kernel).toBe(first[i])
    giveBack(kernel)
  }
  // What its owner does not want any more is the next one's.
  disown(-3)
  const kernel = takeKernel(-6)!
  expect(kernel).toBe(first[2])
  giveBack(kernel)
})

test('a kernel keeps nothing alive of those who used it', () => {
  const plan = planOf([{ n: 0.5, text: '' }])
  const bytes = encoder.encode('{"n":1.5,"text":"a"}\n{"n":2.5,"text":"b"}')
  for (let i = 0; i < 10_000; i++) {
    const target = new DocumentFlattener(plan, { onBatch: (batch) => batch.release() })
    const road = new EntryRoad(target, 'fast', (entry, parse) => readDocuments(entry, parse.place ?? {}, parse))
    expect(road.add(bytes, { recordId: 'r', entry: 'e.json', entryOrdinal: 0, position: 0 }, {}, {}).next()).toEqual({
      done: true,
      value: 2,
    })
    target.finish()
  }
  // Each one has some 25 KB of columns.
  expect(process.memoryUsage().arrayBuffers / 1e6).toBeLessThan(100)
})
