import { relationalize, type Ledger } from '@bridge-downstream/core'
import { generateStudy } from '@bridge-downstream/example-sample-study'
import { DuckDBInstance } from '@duckdb/node-api'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fileName, sampleArchives } from '../sample-archives.ts'
import { seriousProblems } from './support/axe.ts'
import { dropFiles, inputCard, type DroppedFile } from './support/drop-files.ts'
import { startExplorer, type Explorer } from './support/explorer.ts'

let explorer: Explorer
beforeAll(async () => {
  explorer = await startExplorer()
})
afterAll(() => explorer[Symbol.asyncDispose]())

const sample = sampleArchives()
const older = sample.older.map((archive): DroppedFile => ({ name: fileName(archive), bytes: archive.bytes }))

/** What Node makes of the same files. */
async function ledgerOf(files: readonly DroppedFile[]): Promise<Ledger> {
  const run = relationalize(files.map(({ name, bytes }) => ({ name, bytes: async () => bytes })))
  await Array.fromAsync(run)
  return run.ledger
}

/** The page with the sample's older archives dropped on it. */
async function openSample(): Promise<{ page: Page; faults: readonly string[] }> {
  const opened = await explorer.open()
  await dropFiles(opened.page, 'First input', older)
  await opened.page.getByRole('tab', { name: 'Tables' }).click()
  return opened
}

async function openTable(page: Page, table: string): Promise<void> {
  await page.getByRole('tab', { name: 'Tables' }).click()
  await page.getByRole('navigation', { name: 'Table' }).getByTitle(table, { exact: true }).click()
}

describe('an archive that is dropped', () => {
  test('has the tables and rows that Node finds in it', async () => {
    const { page, faults } = await openSample()
    const buttons = page.getByRole('navigation', { name: 'Table' }).getByRole('button')
    const shown: Record<string, number> = {}
    for (const button of await buttons.all()) {
      shown[(await button.getAttribute('title'))!] = Number(await button.locator('.note').innerText())
    }
    const { tables } = await ledgerOf(older)
    expect(shown).toEqual(Object.fromEntries(tables.map(({ table, rows }) => [table, rows])))
    expect(tables.length).toBeGreaterThan(10)
    expect(faults).toEqual([])
    await page.close()
  })

  test('shows its rows down to the last, and draws only those in sight', async () => {
    const { page, faults } = await openSample()
    await openTable(page, 'dataset_motion_v1')
    const grid = page.locator('regular-table')
    await grid.locator('tbody tr').first().waitFor()
    const { tables } = await ledgerOf(older)
    const { rows } = tables.find(({ table }) => table === 'dataset_motion_v1')!
    expect(await grid.locator('table').getAttribute('aria-rowcount')).toBe(String(rows + 1))
    const headers = await grid.locator('thead th').allInnerTexts()
    expect(headers.slice(1, 4)).toEqual(['recordid', 'entrypath', 'entryposition'])
    expect((await grid.locator('tbody tr').first().locator('th, td').allInnerTexts()).slice(0, 4)).toEqual([
      '0',
      [...older].sort((a, b) => (a.name < b.name ? -1 : 1))[0]!.name,
      'motion.json',
      '0',
    ])
    await grid.evaluate((element) => element.scrollTo(0, element.scrollHeight))
    await grid
      .locator('tbody th')
      .getByText(String(rows - 1), { exact: true })
      .waitFor()
    expect(await grid.locator('tbody tr').count()).toBeLessThan(60)
    expect(faults).toEqual([])
    await page.close()
  })

  test('gives parts that DuckDB reads', async () => {
    const { page } = await openSample()
    await openTable(page, 'dataset_taskdata_v1_stepHistory')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: /^Download as Parquet/ }).click(),
    ])
    expect(download.suggestedFilename()).toBe('dataset_taskdata_v1_stepHistory-part-00000.parquet')
    const folder = await mkdtemp(path.join(tmpdir(), 'bridge-downstream-explorer-download-'))
    try {
      const file = path.join(folder, 'part.parquet')
      await download.saveAs(file)
      const { tables } = await ledgerOf(older)
      const instance = await DuckDBInstance.create(':memory:')
      const connection = await instance.connect()
      const counted = await connection.runAndReadAll(
        `SELECT count(*)::INTEGER AS rows, count(DISTINCT recordid)::INTEGER AS records FROM read_parquet('${file.replaceAll("'", "''")}')`,
      )
      connection.closeSync()
      instance.closeSync()
      expect(counted.getRowObjectsJson()).toEqual([
        { rows: tables.find(({ table }) => table === 'dataset_taskdata_v1_stepHistory')!.rows, records: older.length },
      ])
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
    await page.close()
  })

  test('has a diagram whose tables open by the keyboard', async () => {
    const { page, faults } = await openSample()
    await page.getByRole('tab', { name: 'Diagram' }).click()
    const diagram = page.getByRole('region', { name: 'Diagram of the tables' })
    await diagram.locator('.box').first().waitFor()
    const tables = (await ledgerOf(older)).tables.filter(({ dataset }) => dataset === 'taskData_v1')
    expect(await diagram.locator('.box').count()).toBe(tables.length)
    // Every table but the root hangs on a line.
    expect(await diagram.locator('.link').count()).toBe(tables.length - 1)
    await page.getByText('The same as text').click()
    await page.locator('.as-text li').first().waitFor()
    expect(await page.locator('.as-text li').count()).toBe(tables.length)
    await diagram.getByRole('button', { name: /^dataset_taskdata_v1_steps \d+ rows$/ }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'dataset_taskdata_v1_steps' }).waitFor()
    expect(faults).toEqual([])
    await page.close()
  })

  test('has a schema with presence, and fingerprints', async () => {
    const { page } = await openSample()
    await page.getByRole('tab', { name: 'Schema' }).click()
    await page.getByRole('navigation', { name: 'Dataset' }).getByTitle('motion_v1', { exact: true }).click()
    const field = page.locator('.field', { hasText: 'stepPath' })
    expect(await field.innerText()).toMatch(/^stepPath\s+string\s+\d+(\.\d)? %$/)
    expect(await page.locator('.fingerprints code').allInnerTexts()).toEqual([
      expect.stringMatching(/^fp1:labels:[0-9a-f]{64}$/),
      expect.stringMatching(/^fp1:shape:[0-9a-f]{64}$/),
      expect.stringMatching(/^fp1:exact:[0-9a-f]{64}$/),
    ])
    await page.close()
  })
})

test('two releases of the sample study are compared, with the verdict of each dataset', async () => {
  const { page, faults } = await explorer.open()
  await inputCard(page, 'First input').getByRole('button', { name: 'Try the sample' }).click()
  await inputCard(page, 'Second input').getByRole('button', { name: 'Try the sample' }).click()
  await page.getByRole('tab', { name: 'Compare' }).click()
  await page.locator('.comparison').first().waitFor()
  const verdicts: Record<string, string> = {}
  for (const section of await page.locator('.comparison').all()) {
    verdicts[await section.locator('h3').innerText()] = await section.locator('.badge.is-large').innerText()
  }
  expect(verdicts).toEqual({
    info_v1: 'only in the first',
    metadata_v1: 'evolves',
    microphone_levels_v1: 'same',
    motion_v1: 'evolves',
    taskData_v1: 'evolves',
    weather_v1: 'same',
  })
  const changes = page.getByRole('region', { name: 'taskData_v1' }).locator('tbody tr')
  expect((await changes.allInnerTexts()).map((row) => row.split('\t'))).toContainEqual([
    '$.scores.percentile',
    'Was written as an integer; now also with a fraction or an exponent.',
    'evolves',
  ])
  expect(faults).toEqual([])
  await page.close()
})

describe('what is bad', () => {
  const study = [...generateStudy({ archives: 16, brokenArchives: 8 })]
  const files = study.map((archive): DroppedFile => ({ name: fileName(archive), bytes: archive.bytes }))

  test('is named with its reason and place, and its neighbours are shown', async () => {
    const { page, faults } = await explorer.open()
    await dropFiles(page, 'First input', files)
    const left = page.getByRole('region', { name: 'Left out' }).locator('li')
    await left.first().waitFor()
    const codes = await left.locator('code').allInnerTexts()
    expect(codes.sort()).toEqual([
      'bad-json',
      'bad-utf8',
      'duplicate-key',
      'empty-archive',
      'not-an-archive',
      'suspicious-ratio',
      'truncated-archive',
      'unsafe-path',
    ])
    expect(await left.filter({ hasText: 'bad-json' }).innerText()).toMatch(/› motion\.json\s+Expected a value \(line \d+, byte \d+\)/)
    expect(await inputCard(page, 'First input').getByRole('status').innerText()).toContain('8 items left out.')
    await openTable(page, 'dataset_taskdata_v1')
    await page.locator('regular-table tbody tr').first().waitFor()
    expect(faults).toEqual([])
    await page.close()
  })

  test('names and values that look like something else are text', async () => {
    const { page, faults } = await explorer.open()
    const markup = '<img src=x onerror="document.title=1">'
    const keys = ['__proto__', 'constructor', 'toString', markup, '\u202Eabc', '']
    const document = Object.fromEntries(keys.map((key, i) => [key, [{ [markup]: markup, n: i }]]))
    const text = JSON.stringify(document)
    await dropFiles(page, 'First input', [{ name: `${markup.replaceAll(/[/"]/g, '')}.json`, bytes: new TextEncoder().encode(text) }])
    await page.getByRole('tab', { name: 'Schema' }).click()
    const names = await page.locator('.schema').first().locator(':scope > li > details > summary .field-name').allInnerTexts()
    expect(names.sort()).toEqual([...keys].sort())
    await page.getByRole('tab', { name: 'Diagram' }).click()
    await page.locator('.box').first().waitFor()
    expect(await page.locator('.box').count()).toBeGreaterThan(keys.length)
    await page.getByRole('tab', { name: 'Tables' }).click()
    await page.getByRole('navigation', { name: 'Table' }).getByRole('button').nth(1).click()
    await page.locator('regular-table td').getByText(markup, { exact: true }).first().waitFor()
    expect({ images: await page.locator('img').count(), title: await page.title(), faults }).toEqual({
      images: 0,
      title: 'Archive explorer',
      faults: [],
    })
    await page.close()
  })

  test.each(['bomb', 'truncated-zip', 'not-a-zip', 'empty-zip'] as const)(
    'alone, a %s has a clear message and a page that lives',
    async (kind) => {
      const { page, faults } = await explorer.open()
      await dropFiles(page, 'First input', [files[study.findIndex(({ broken }) => broken === kind)]!])
      const card = inputCard(page, 'First input')
      // The bomb is one entry among good ones; the others have nothing that could be read.
      const message = kind === 'bomb' ? card.getByText('1 item left out.') : card.getByText('Nothing in it could be read.')
      await message.waitFor()
      const reasons = kind === 'bomb' ? page.getByRole('region', { name: 'Left out' }) : card.locator('.left-out')
      expect(await reasons.innerText()).toMatch(
        { bomb: /unfolds to more than/, 'truncated-zip': /cut off/, 'not-a-zip': /neither a ZIP archive/, 'empty-zip': /is empty/ }[kind],
      )
      await card.getByRole('button', { name: 'Clear' }).click()
      await card.getByRole('button', { name: 'Try the sample' }).click()
      await page.getByRole('tab', { name: 'Tables' }).waitFor()
      expect(faults).toEqual([])
      await page.close()
    },
  )
})

/** What depends on colours and on room, beside what does not. */
const LOOKS = [
  { look: 'light', colorScheme: 'light', width: 1280, rules: undefined },
  { look: 'dark', colorScheme: 'dark', width: 1280, rules: ['color-contrast'] },
  { look: 'narrow', colorScheme: 'light', width: 400, rules: ['target-size', 'label', 'select-name', 'scrollable-region-focusable'] },
] as const

test('axe finds nothing serious on any view, light, dark and narrow', async () => {
  const { page } = await explorer.open()
  const found: string[] = []
  const look = async (view: string): Promise<void> => {
    for (const { look, colorScheme, width, rules } of LOOKS) {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 900 })
      found.push(...(await seriousProblems(page, rules)).map((problem) => `${view}, ${look}: ${problem}`))
    }
  }
  await look('empty')
  const broken = [...generateStudy({ archives: 8, brokenArchives: 8 })].map((archive) => ({
    name: fileName(archive),
    bytes: archive.bytes,
  }))
  await dropFiles(page, 'First input', broken)
  await page.getByRole('tab', { name: 'Schema' }).waitFor()
  await dropFiles(page, 'Second input', [{ name: 'cut.json', bytes: new TextEncoder().encode('{"a":') }])
  await page.getByText('Nothing in it could be read.').waitFor()
  await look('Entries')
  await inputCard(page, 'Second input').getByRole('button', { name: 'Clear' }).click()
  await inputCard(page, 'Second input').getByRole('button', { name: 'Try the sample' }).click()
  await page.getByRole('tab', { name: 'Compare' }).waitFor()
  for (const [tab, drawn] of [
    ['Schema', '.schema'],
    ['Diagram', '.box'],
    ['Tables', 'regular-table tbody tr'],
    ['Compare', '.comparison'],
  ] as const) {
    await page.getByRole('tab', { name: tab }).click()
    await page.locator(drawn).first().waitFor()
    await look(tab)
  }
  expect(found).toEqual([])
  await page.close()
})

test('nothing is wider than the page where it is narrow', async () => {
  const { page } = await explorer.open({ viewport: { width: 400, height: 800 } })
  await inputCard(page, 'First input').getByRole('button', { name: 'Try the sample' }).click()
  await inputCard(page, 'Second input').getByRole('button', { name: 'Try the sample' }).click()
  await page.getByRole('tab', { name: 'Compare' }).waitFor()
  for (const tab of ['Entries', 'Schema', 'Diagram', 'Tables', 'Compare']) {
    await page.getByRole('tab', { name: tab }).click()
    expect(await page.evaluate(() => document.documentElement.scrollWidth), tab).toBe(400)
  }
  await page.close()
})
