import axe from 'axe-core'
import type { AxeResults } from 'axe-core'
import { pathToFileURL } from 'node:url'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { findChromium } from './find-chromium.js'

export async function startBrowser(): Promise<Browser> {
  const { executablePath, args, env } = await findChromium()
  return chromium.launch({ executablePath, args: [...args], env: { ...process.env, ...env } })
}

export interface OpenReport {
  readonly page: Page
  /** What the page threw, was refused by its policy, or asked anybody for. */
  readonly faults: readonly string[]
}

/** Open a report's file in a window of its own. */
export async function openReport(browser: Browser, file: string, options?: BrowserContextOptions): Promise<OpenReport> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  const page = await context.newPage()
  const faults: string[] = []
  const url = pathToFileURL(file).href
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => faults.push(message.text()))
  page.on('request', (request) => {
    if (request.url() !== url) faults.push(`request of ${request.url()}`)
  })
  await page.goto(url)
  return { page, faults }
}

interface AxeScope {
  readonly axe: { run(options: { readonly resultTypes: readonly ['violations'] }): Promise<AxeResults> }
}

/** The serious and critical accessibility problems of the page as it is now: rule and place. */
export async function seriousProblems(page: Page): Promise<string[]> {
  // Evaluated by the debugger: the page's policy would refuse a script.
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate(() => (globalThis as unknown as AxeScope).axe.run({ resultTypes: ['violations'] }))
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
}
