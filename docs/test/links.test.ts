import { existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { fencedBlocks } from '../../scripts/documentation/fenced-blocks.mjs'
import { PAGES, root } from './pages.ts'

const texts = new Map<string, string>()

/** A page without its code, in which brackets mean something else. */
function proseOf(page: string): string {
  const known = texts.get(page)
  if (known !== undefined) return known
  const text = readFileSync(path.join(root, page), 'utf8')
  const blocks = fencedBlocks(text).flatMap((block) => block.text.split('\n'))
  const code = new Set(blocks)
  const prose = text
    .split('\n')
    .filter((line) => !code.has(line))
    .join('\n')
  texts.set(page, prose)
  return prose
}

/** Anchors of a page's headings, as GitHub and the site make them. */
function anchorsOf(page: string): string[] {
  return [...proseOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

/** What is wrong with a link; undefined if nothing is. */
function faultOf(page: string, link: string): string | undefined {
  const [file = '', anchor] = link.split('#')
  const target = file === '' ? page : path.join(path.dirname(page), file)
  if (!existsSync(path.join(root, target))) return `${page}: there is no ${target}`
  if (anchor === undefined) return undefined
  if (statSync(path.join(root, target)).isDirectory() || !anchorsOf(target).includes(anchor)) return `${page}: ${target} has no #${anchor}`
  return undefined
}

const links = PAGES.flatMap((page) => [...proseOf(page).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link]) => ({ page, link: link! })))

test('every link to a page, a heading or a file of this repository leads there', () => {
  expect(links.length).toBeGreaterThan(80)
  expect(links.flatMap(({ page, link }) => faultOf(page, link) ?? [])).toEqual([])
})

test('a link that leads nowhere would be seen', () => {
  expect(faultOf('docs/tables.md', 'nowhere.md')).toBe('docs/tables.md: there is no docs/nowhere.md')
  expect(faultOf('docs/tables.md', 'stores.md#nothing')).toBe('docs/tables.md: docs/stores.md has no #nothing')
  expect(faultOf('docs/tables.md', '#overrides')).toBeUndefined()
})

test('the start page leads to every page of the guides', () => {
  const start = links.filter(({ page }) => page === 'docs/README.md').map(({ link }) => path.join('docs', link))
  expect(PAGES.filter((page) => page.startsWith('docs/') && page !== 'docs/README.md' && !start.includes(page))).toEqual([])
})
