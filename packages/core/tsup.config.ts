import { glob, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { defineConfig } from 'tsup'

/** Our sources are in the package, and maps need not hold them once more. Those of other packages are nowhere else. */
async function holdOthersSources(): Promise<void> {
  for await (const path of glob('dist/**/*.js.map')) {
    const map = JSON.parse(await readFile(path, 'utf8')) as { readonly sources: string[]; sourcesContent?: (string | null)[] }
    if (!map.sources.some(isOthers)) continue
    map.sourcesContent = await Promise.all(
      map.sources.map(async (source) => (isOthers(source) ? readFile(join(dirname(path), source), 'utf8') : null)),
    )
    await writeFile(path, JSON.stringify(map))
  }
}

function isOthers(source: string): boolean {
  return source.includes('/node_modules/')
}

export default defineConfig({
  entry: [
    'src/index.ts',
    'src/store/index.ts',
    'src/testing/index.ts',
    'src/typegen/index.ts',
    'src/validation/index.ts',
    'src/platform/node.ts',
    'src/platform/web.ts',
  ],
  format: 'esm',
  target: 'es2024',
  platform: 'neutral',
  // Resolved at run time, by the conditions in package.json.
  external: ['#platform', /^node:/],
  // tsup drops the import attribute without which Node loads no JSON.
  noExternal: [/^ajv\/dist\/refs\//],
  clean: ['dist/**/*.js', 'dist/**/*.map'],
  sourcemap: true,
  esbuildOptions: (options) => {
    options.sourcesContent = false
  },
  onSuccess: holdOthersSources,
  dts: false,
  silent: true,
})
