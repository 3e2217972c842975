import { gatherReport } from '@bridge-downstream/core'
import { openStore } from '@bridge-downstream/s3-adapter'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { renderReport } from '../../src/report/render-report.js'
import { makeFolder, removeFolder } from '../run-in.js'
import { generateReport } from './generate-report.js'
import { makeStudy } from './make-study.js'
import { openReport, seriousProblems, startBrowser } from './open-report.js'

const MARKUP = '</script><img src=x onerror="document.title=1">'

let browser: Browser
let folder: string
/** Of a study, and of names that look like markup. */
let files: { readonly study: string; readonly hostile: string }
beforeAll(async () => {
  folder = await makeFolder()
  await makeStudy(folder)
  files = { study: path.join(folder, 'study.html'), hostile: path.join(folder, 'hostile.html') }
  await writeFile(files.study, await renderReport(await gatherReport(openStore(path.join(folder, 'study')))))
  const hostile = generateReport({ datasets: 2, tables: 4, columns: 3, days: 500, name: MARKUP })
  await writeFile(files.hostile, await renderReport(hostile, { title: MARKUP }))
  browser = await startBrowser()
})
afterAll(async () => {
  await browser.close()
  await removeFolder(folder)
})

async function openAll(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true
  })
}

describe.each(['study', 'hostile'] as const)('of the %s page', (name) => {
  test.each([
    { look: 'light', options: { colorScheme: 'light' } },
    { look: 'dark', options: { colorScheme: 'dark' } },
    { look: 'narrow', options: { viewport: { width: 400, height: 800 } } },
  ] as const)('axe finds nothing serious, $look, folded and unfolded, and nothing is wider than the page', async ({ options }) => {
    const { page, faults } = await openReport(browser, files[name], options)
    expect(await seriousProblems(page)).toEqual([])
    await openAll(page)
    expect(await seriousProblems(page)).toEqual([])
    const { width, inner } = await page.evaluate(() => ({ width: document.documentElement.scrollWidth, inner: window.innerWidth }))
    expect(width).toBe(inner)
    expect(faults).toEqual([])
    await page.context().close()
  })
})

test('names that look like markup are text', async () => {
  const { page, faults } = await openReport(browser, files.hostile)
  expect({ title: await page.title(), images: await page.locator('img').count(), faults }).toEqual({ title: MARKUP, images: 0, faults: [] })
  await page.locator('.dictionary summary').first().click()
  expect(await page.locator('.columns tbody th').first().innerText()).toBe(`${MARKUP} 0`)
  await page.context().close()
})

test('by the keyboard one skips to the report, and unfolds a table', async () => {
  const { page } = await openReport(browser, files.study)
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe('Skip to the report')
  await page.keyboard.press('Enter')
  expect(page.url()).toMatch(/#main$/)
  const columns = page.locator('.dictionary details').first().locator('table')
  expect(await columns.isVisible()).toBe(false)
  await page.locator('.dictionary summary').first().focus()
  await page.keyboard.press('Enter')
  expect(await columns.isVisible()).toBe(true)
  await page.context().close()
})

test('on paper all is unfolded, in light colours, and there is no navigation', async () => {
  const { page } = await openReport(browser, files.study, { colorScheme: 'dark' })
  await page.emulateMedia({ media: 'print' })
  const columns = page.locator('.dictionary details').first().locator('table')
  expect(await columns.isVisible()).toBe(true)
  expect(await page.locator('nav').isVisible()).toBe(false)
  expect(await page.evaluate(() => getComputedStyle(document.querySelector('h1')!).color)).toBe('rgb(27, 36, 39)')
  expect((await page.pdf({ preferCSSPageSize: true })).subarray(0, 5).toString()).toBe('%PDF-')
  await page.context().close()
})
