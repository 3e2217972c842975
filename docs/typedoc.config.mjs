import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { readContents } from './site/contents.mjs'
import { entryPoints } from './site/entry-points.mjs'

const docs = fileURLToPath(new URL('.', import.meta.url))
const contents = readContents(path.join(docs, 'README.md'))

/** @type {import('typedoc').TypeDocOptions} */
export default {
  name: 'bridge-downstream',
  plugin: ['./site/plugin.mjs'],
  router: 'as-in-the-repository',
  entryPoints: entryPoints(path.join(docs, '..')).map(({ file }) => file),
  tsconfig: 'tsconfig.site.json',
  // `pnpm run typecheck` has looked for errors, with the compiler that the packages are built with.
  skipErrorChecking: true,
  readme: 'README.md',
  projectDocuments: contents.flatMap(({ pages }) => pages),
  out: '../site',
  customCss: 'site/style.css',
  // The same sources give the same site, wherever it is built.
  disableSources: true,
  excludePrivate: true,
  excludeInternal: true,
  groupOrder: [...contents.map(({ title }) => title), 'Modules', '*'],
  headings: { readme: false, document: false },
  navigation: { includeGroups: true, includeFolders: false },
  searchInComments: true,
  searchInDocuments: true,
  ignoredHighlightLanguages: ['jsonata'],
  highlightLanguages: ['console', 'javascript', 'json', 'shellscript', 'sql', 'typescript', 'yaml'],
  validation: { notExported: true, invalidLink: true, invalidPath: true, rewrittenLink: true, unusedMergeModuleWith: true },
  treatWarningsAsErrors: true,
}
