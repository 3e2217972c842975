import type { ReportData } from '@bridge-downstream/core'
import { HtmlValidate } from 'html-validate'
import { parseHTML } from 'linkedom'
import { beforeAll, describe, expect, test } from 'vitest'
import { renderReport } from '../../src/report/render-report.js'
import { generateReport } from './generate-report.js'

/** Rules of HTML itself; how it is spelt, and what inline styles are, is no matter here. */
const VALIDATOR = new HtmlValidate({
  extends: ['html-validate:standard', 'html-validate:document', 'html-validate:a11y'],
  rules: { 'no-inline-style': 'off', 'no-raw-characters': 'off', 'prefer-native-element': 'off', 'long-title': 'off' },
})

const EMPTY: ReportData = {
  version: 1,
  archives: { taken: 0, quarantined: 0, duplicate: 0, forgotten: 0 },
  families: [],
  quarantine: [],
  runs: [],
  runsInAll: 0,
  otherParts: 0,
}

async function faultsOf(html: string): Promise<string[]> {
  const { results } = await VALIDATOR.validateString(html)
  return results.flatMap(({ messages }) => messages.map(({ ruleId, message, selector }) => `${ruleId} ${selector}: ${message}`))
}

function parse(html: string): Document {
  return parseHTML(html).document
}

const textOf = (element: Element | null | undefined): string => (element?.textContent ?? '').replaceAll(/\s+/g, ' ').trim()
const numberIn = (text: string): number => Number(text.replaceAll(',', '').match(/\d+/)?.[0])

describe('a page', () => {
  const data = generateReport({ datasets: 2, tables: 5, columns: 4, days: 70 })
  let html: string
  let page: Document
  beforeAll(async () => {
    html = await renderReport(data, { title: 'Main study' })
    page = parse(html)
  })

  test('is valid HTML', async () => expect(await faultsOf(html)).toEqual([]))

  test('is the same for the same data', async () => {
    expect(await renderReport(structuredClone(data), { title: 'Main study' })).toBe(html)
  })

  test('runs no script, fetches nothing, and has a policy that says so', () => {
    expect(page.querySelectorAll('script, link, img, iframe, object, form, [src], [onload], [onclick]').length).toBe(0)
    expect([...page.querySelectorAll('a')].map((link) => link.getAttribute('href')!).filter((href) => !href.startsWith('#'))).toEqual([])
    expect(page.querySelector('meta[http-equiv="Content-Security-Policy"]')!.getAttribute('content')).toMatch(/^default-src 'none';/)
    expect(html.replace(/xmlns(:\w+)?="[^"]*"/g, '')).not.toMatch(/https?:|url\(/)
  })

  test('links lead to what is there', () => {
    const ids = new Set([...page.querySelectorAll('[id]')].map((element) => element.id))
    const targets = [...page.querySelectorAll('a')].map((link) => link.getAttribute('href')!.slice(1))
    expect(targets.filter((target) => !ids.has(target))).toEqual([])
    expect(ids.size).toBe(page.querySelectorAll('[id]').length)
    expect(targets.length).toBeGreaterThan(20)
  })

  test('shows the rows and nulls of every table and column', () => {
    const shown = [...page.querySelectorAll('.version')].map((section) =>
      [...section.querySelectorAll('.dictionary > details')].map((details) => ({
        name: textOf(details.querySelector('summary code')),
        rows: numberIn(textOf(details.querySelector('summary .quiet'))),
        columns: [...details.querySelectorAll('tbody tr')].map((row) => {
          const [type, , nulls, size] = [...row.querySelectorAll('td')].map(textOf)
          return [textOf(row.querySelector('th')), type, nulls === 'not known' ? null : numberIn(nulls!), size]
        }),
      })),
    )
    expect(shown).toEqual(
      data.families.flatMap(({ versions }) =>
        versions.map(({ tables }) =>
          tables.map(({ name, rows, columns }) => ({
            name,
            rows,
            columns: columns.map((column) => [column.name, column.type, column.nulls, `${column.sizeBytes} B`]),
          })),
        ),
      ),
    )
  })

  test('shows the documents of each day, and their sums', () => {
    const [version] = data.families[0]!.versions
    const heat = page.querySelector('.version .heat')!
    const shown = new Map<string, number>()
    for (const row of heat.querySelectorAll('tbody tr')) {
      const cells = [...row.querySelectorAll('td')].map(textOf)
      const month = textOf(row.querySelector('th'))
      const days = cells.slice(0, -1).map((text) => (text === '' ? 0 : numberIn(text)))
      for (const [i, documents] of days.entries()) if (documents > 0) shown.set(`${month}-${String(i + 1).padStart(2, '0')}`, documents)
      expect(numberIn(cells.at(-1)!)).toBe(days.reduce((a, b) => a + b, 0))
    }
    const expected = version!.partitions.filter(({ documents }) => documents > 0).map(({ day, documents }) => [day, documents])
    expect([...shown]).toEqual(expected)
  })

  test('adds up partitions by what else they are by', () => {
    const table = [...page.querySelectorAll('.version table')].find((each) =>
      textOf(each.querySelector('caption')).startsWith('Partitions'),
    )!
    const shown = [...table.querySelectorAll('tbody tr')].map((row) => [
      textOf(row.querySelector('th')),
      ...[...row.querySelectorAll('td.number')].slice(0, 4).map((cell) => numberIn(textOf(cell))),
    ])
    const { partitions } = data.families[0]!.versions[0]!
    const expected = ['assessmentid=a0', 'assessmentid=a1', 'assessmentid=a2'].map((group) => {
      const of = partitions.filter((partition) => partition.group === group)
      const sum = (what: 'documents' | 'rows' | 'parts'): number => of.reduce((total, partition) => total + partition[what], 0)
      return [group, of.length, sum('documents'), sum('rows'), sum('parts')] as const
    })
    expect(shown).toEqual(expected.toSorted((a, b) => b[2] - a[2]))
  })

  test('says in the tiles what all datasets come to', () => {
    const tiles = [...page.querySelectorAll('.tiles li')].map(textOf)
    const tables = data.families.flatMap(({ versions }) => versions.flatMap((version) => version.tables))
    const sum = (numbers: readonly number[]): string => numbers.reduce((a, b) => a + b, 0).toLocaleString('en-US')
    expect(tiles).toEqual([
      `${sum(tables.filter(({ kind }) => kind === 'root').map(({ rows }) => rows))} documents`,
      `${sum(tables.map(({ rows }) => rows))} rows`,
      '2 dataset versions',
      '10 tables',
      '100 kB of Parquet',
      '700 archives taken',
      '3 in quarantine',
    ])
  })

  test('says which sums of a ledger do not hold, and which ledger cannot be read', () => {
    const rows = [...page.querySelectorAll('#runs tbody tr')].map(textOf)
    expect(rows).toEqual(['3Its ledger cannot be read.', '2forget2 archives–', '1unpackdocuments: 5 in, 4 writtennot documents'])
  })

  test('draws every table with its links', () => {
    const svg = page.querySelector('.version svg.diagram')!
    expect([svg.querySelectorAll('.box').length, svg.querySelectorAll('.link polyline').length]).toEqual([5, 4])
    expect(textOf(svg.querySelector('title'))).toBe('Tables of Set000_v1: 5 tables, 4 links')
  })
})

test('names that look like markup are text, and keep their spelling', async () => {
  const name = `</script></style><img src=x onerror="alert(1)">'&amp;"\u202E\u0000`
  const html = await renderReport(generateReport({ datasets: 1, tables: 3, columns: 2, days: 3, name }), { title: name })
  expect(await faultsOf(html)).toEqual([])
  const page = parse(html)
  expect(page.querySelectorAll('img, script').length).toBe(0)
  expect(page.querySelectorAll('style').length).toBe(2)
  const shown = `</script></style><img src=x onerror="alert(1)">'&amp;"\\u202e\\u0000`
  expect(textOf(page.querySelector('.columns tbody th'))).toBe(`${shown} 0`)
  expect(textOf(page.querySelector('title'))).toBe(shown)
})

test('a destination without anything has a page', async () => {
  const html = await renderReport(EMPTY)
  expect(await faultsOf(html)).toEqual([])
  expect(textOf(parse(html).querySelector('#datasets'))).toContain('There are no datasets yet.')
})

describe('a large destination', () => {
  test.each([
    { datasets: 1, tables: 200, columns: 40, days: 5000 },
    { datasets: 40, tables: 5, columns: 40, days: 125 },
  ])('of $datasets datasets with $tables tables and $days partitions each has a page of less than 5 MB', async (options) => {
    const html = await renderReport(generateReport(options))
    expect(Buffer.byteLength(html)).toBeLessThan(5_000_000)
    const page = parse(html)
    expect(page.querySelectorAll('details[open]').length).toBe(0)
    expect(page.querySelectorAll('.dictionary > details').length).toBe(options.datasets * options.tables)
    const rows = [...page.querySelector('.version .heat')!.querySelectorAll('tbody th')].map(textOf)
    expect(rows).toEqual(
      options.days > 400 ? Array.from({ length: 14 }, (_, i) => String(2022 + i)) : ['2022-01', '2022-02', '2022-03', '2022-04', '2022-05'],
    )
  })
})
