import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fencedBlocks, type FencedBlock } from '../../scripts/documentation/fenced-blocks.mjs'

export const root: string = path.join(import.meta.dirname, '../..')

/** All Markdown that speaks to a reader, from the root of the repository. */
export const PAGES: readonly string[] = ['*.md', 'docs/**/*.md', 'packages/*/README.md', 'examples/*/README.md', 'bench/README.md'].flatMap(
  (pattern) => globSync(pattern, { cwd: root, exclude: (name) => name.includes('node_modules') }).sort(),
)

export interface Sample extends FencedBlock {
  readonly page: string
  /** `docs/page.md:12`, to be found by. */
  readonly place: string
}

export function samplesIn(page: string): Sample[] {
  return fencedBlocks(readFileSync(path.join(root, page), 'utf8')).map((block) => ({ ...block, page, place: `${page}:${block.line}` }))
}

export const SAMPLES: readonly Sample[] = PAGES.flatMap(samplesIn)
