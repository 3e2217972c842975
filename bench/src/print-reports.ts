import type { Report, Result } from './measure.ts'

interface TableColumn {
  readonly title: string
  readonly cell: (result: Result) => string
}

const COLUMNS: readonly TableColumn[] = [
  { title: '', cell: ({ contender }) => contender },
  { title: 's', cell: ({ milliseconds }) => seconds(milliseconds) },
  { title: 'fastest–slowest', cell: ({ fastest, slowest }) => `${seconds(fastest)}–${seconds(slowest)}` },
  { title: 'MB/s', cell: ({ inputBytes, milliseconds }) => figure(inputBytes, (bytes) => significant(bytes / 1e3 / milliseconds)) },
  { title: 's of processors', cell: ({ processorMilliseconds }) => seconds(processorMilliseconds) },
  { title: 'peak MB', cell: ({ peakMemoryBytes }) => (peakMemoryBytes / 1e6).toFixed(0) },
  { title: 'Parquet MB', cell: ({ outputBytes }) => figure(outputBytes, (bytes) => significant(bytes / 1e6)) },
  { title: 'our time', cell: ({ ratio }) => figure(ratio, part) },
  { title: 'of processors', cell: ({ processorRatio }) => figure(processorRatio, part) },
]

/** A part of the suite ends so: its reports go to standard output, as tables of Markdown or as JSON. Outputs that differ are a failure. */
export function publish(reports: readonly Report[], asJson: boolean): void {
  console.log(asJson ? JSON.stringify(reports, null, 2) : reports.map(describeReport).join('\n'))
  if (reports.some(({ comparison }) => comparison && comparison.differing.length > 0)) process.exitCode = 1
}

/** A table of Markdown, and what goes with it. */
export function describeReport({ job, runs, node, cores, load, results, comparison, remarks }: Report): string {
  const lines = [`\n${job}; median of ${runs} runs, Node ${node}, ${cores} cores, load ${load.toFixed(1)}\n`, ...tableOf(results), '']
  if (comparison) {
    const { compared, differing } = comparison
    lines.push(`${compared} were compared: ${differing.length === 0 ? 'none differs.' : `DIFFERENT: ${differing.join(', ')}`}`)
  }
  return [...lines, ...remarks].join('\n')
}

function tableOf(results: readonly Result[]): string[] {
  const columns = COLUMNS.map(({ title, cell }) => ({ title, cells: results.map((result) => cell(result)) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''))
    .map(({ title, cells }) => [title, ...cells])
  const widths = columns.map((cells) => Math.max(3, ...cells.map((cell) => cell.length)))
  const lineOf = (cells: readonly string[], fill: ' ' | '-'): string =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!, fill) : cell.padStart(widths[i]!, fill))).join(' | ')} |`
  const rows = Array.from({ length: results.length + 1 }, (_, row) =>
    lineOf(
      columns.map((cells) => cells[row]!),
      ' ',
    ),
  )
  const rule = lineOf(
    columns.map((_, i) => (i === 0 ? '' : ':')),
    '-',
  )
  return [rows[0]!, rule, ...rows.slice(1)]
}

/** What is not there is an empty cell. */
function figure(value: number | undefined, describe: (value: number) => string): string {
  return value === undefined ? '' : describe(value)
}

function part(ratio: number): string {
  return ratio.toFixed(ratio < 0.1 ? 3 : 2)
}

/** Of what takes less than a second, milliseconds too. */
function seconds(milliseconds: number): string {
  return (milliseconds / 1e3).toFixed(milliseconds < 1e3 ? 3 : 2)
}

function significant(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toPrecision(2)
}
