import { readFileSync } from 'node:fs'
import path from 'node:path'

/**
 * The site's contents, as the start page lists them: its sections, and the pages that the items of each link first.
 *
 * @param startPage path of the Markdown file.
 * @returns `{title, pages}` for each section with such a list; pages are absolute paths, each once.
 */
export function readContents(startPage) {
  const seen = new Set()
  return readFileSync(startPage, 'utf8')
    .split(/^## /m)
    .slice(1)
    .map((section) => ({
      title: section.slice(0, section.indexOf('\n')).trim(),
      pages: [...section.matchAll(/^\d*[-.] \[[^\]]*\]\(([^)#]+\.md)\)/gm)]
        .map(([, link]) => path.resolve(path.dirname(startPage), link))
        .filter((page) => !seen.has(page) && seen.add(page)),
    }))
    .filter(({ pages }) => pages.length > 0)
}
