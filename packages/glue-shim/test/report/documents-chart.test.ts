import { expect, test } from 'vitest'
import { drawDocumentsChart } from '../../src/report/documents-chart.js'

const periods = { unit: 'day', labels: ['2024-01-30', '2024-01-31'], labelOf: (day: string) => day } as const

/** Numbers at the side of the chart, from the bottom to the top. */
function scaleOf(counts: readonly (readonly number[])[]): string[] {
  const svg = drawDocumentsChart(
    periods,
    counts.map((each, i) => ({ name: `set ${i}`, counts: each })),
  )
  const labels = [...svg.matchAll(/<text\b[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text!)
  return labels.filter((text) => /^[\d.,]+$/.test(text))
}

test('few documents are counted in whole numbers', () => {
  expect(scaleOf([[1, 0]])).toEqual(['0', '1'])
  expect(
    scaleOf([
      [1, 0],
      [1, 1],
    ]),
  ).toEqual(['0', '1', '2'])
})

test('many have some five numbers beside them', () => {
  expect(scaleOf([[4000, 12_000]])).toEqual(['0', '2,000', '4,000', '6,000', '8,000', '10,000', '12,000'])
})
