import { expect, test } from 'vitest'
import { takeTurns, type Run } from '../src/measure.ts'
import { describeReport } from '../src/print-reports.ts'

const runOf = (milliseconds: number): Run => ({
  milliseconds,
  processorMilliseconds: milliseconds * 2,
  peakMemoryBytes: 1e8 + milliseconds,
  outputBytes: 2e6,
})

test('contenders take turns; a ratio is the median of the rounds, not of the medians', async () => {
  const times: Record<string, number[]> = { ours: [10, 20, 90], peer: [20, 80, 100] }
  const order: string[] = []
  const report = await takeTurns({
    job: 'A job',
    contenders: [
      { name: 'ours', says: 'we' },
      { name: 'peer', says: 'a peer' },
    ],
    runs: 3,
    inputBytes: 1e6,
    runAlone: (name) => {
      order.push(name)
      return runOf(times[name]!.shift()!)
    },
  })
  expect(order).toEqual(['ours', 'peer', 'peer', 'ours', 'ours', 'peer'])
  const common = { inputBytes: 1e6, outputBytes: 2e6 }
  expect(report.results).toEqual([
    {
      ...common,
      contender: 'we',
      milliseconds: 20,
      fastest: 10,
      slowest: 90,
      processorMilliseconds: 40,
      peakMemoryBytes: 1e8 + 20,
      ratio: undefined,
      processorRatio: undefined,
    },
    {
      ...common,
      contender: 'a peer',
      milliseconds: 80,
      fastest: 20,
      slowest: 100,
      processorMilliseconds: 160,
      peakMemoryBytes: 1e8 + 80,
      ratio: 0.5,
      processorRatio: 0.5,
    },
  ])
  const table = describeReport({ ...report, node: 'v1', cores: 2, load: 0.25 })
  expect(table.trim().split('\n')).toEqual([
    'A job; median of 3 runs, Node v1, 2 cores, load 0.3',
    '',
    '|        |     s | fastest–slowest | MB/s | s of processors | peak MB | Parquet MB | our time | of processors |',
    '| ------ | ----: | --------------: | ---: | --------------: | ------: | ---------: | -------: | ------------: |',
    '| we     | 0.020 |     0.010–0.090 | 50.0 |           0.040 |     100 |        2.0 |          |               |',
    '| a peer | 0.080 |     0.020–0.100 | 12.5 |           0.160 |     100 |        2.0 |     0.50 |          0.50 |',
  ])
})
