import axe from 'axe-core'
import type { AxeResults, RunOptions } from 'axe-core'
import type { Page } from 'playwright-core'

interface AxeScope {
  readonly axe: { run(options: RunOptions): Promise<AxeResults> }
}

/**
 * The serious and critical accessibility problems of what is on the page now: rule and place.
 *
 * @param rules those to look at. Default: all.
 */
export async function seriousProblems(page: Page, rules?: readonly string[]): Promise<string[]> {
  // Evaluated by the debugger: the page's policy would refuse a script that is not its own.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source)
  const options: RunOptions = { resultTypes: ['violations'], ...(rules ? { runOnly: [...rules] } : {}) }
  const { violations } = await page.evaluate((given) => (globalThis as unknown as AxeScope).axe.run(given), options)
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
}
