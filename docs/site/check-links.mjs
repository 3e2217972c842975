// Fails where a link within the built site leads to no page, or to no place on it.
import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const site = fileURLToPath(new URL('../../site', import.meta.url))
const pages = new Map(globSync('**/*.html', { cwd: site }).map((page) => [page, readFileSync(path.join(site, page), 'utf8')]))
const anchors = new Map([...pages].map(([page, html]) => [page, new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))]))

let links = 0
const broken = []
for (const [page, html] of pages) {
  for (const [, link] of html.matchAll(/(?:href|src)="([^":]*)"/g)) {
    const [file, anchor] = link.replaceAll('&amp;', '&').split('#')
    const target = file === '' ? page : path.normalize(path.join(path.dirname(page), decodeURI(file).replace(/\?.*$/, '')))
    links++
    const isThere = target === '.' || existsSync(path.join(site, target))
    const isOnIt = anchor === undefined || anchor === '' || !pages.has(target) || anchors.get(target).has(decodeURIComponent(anchor))
    if (!isThere || !isOnIt) broken.push(`${page}: ${link}`)
  }
}
if (links === 0) throw new Error('The site has no links')
for (const link of broken) console.error(`No such place: ${link}`)
console.log(`${pages.size} pages, ${links} links, ${broken.length} broken`)
process.exitCode = broken.length === 0 ? 0 : 1
