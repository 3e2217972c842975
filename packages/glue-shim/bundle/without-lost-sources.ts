import type { Plugin } from 'esbuild'
import { readFile } from 'node:fs/promises'

/** Leave out the source maps of the client of Synapse: they lead to sources that it does not publish. Ours then lead to what it does. */
export const withoutLostSources: Plugin = {
  name: 'without-lost-sources',
  setup(build) {
    build.onLoad({ filter: /[\\/]synapse-client[\\/]dist[\\/].*\.js$/ }, async ({ path: file }) => ({
      contents: (await readFile(file, 'utf8')).replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n'),
      loader: 'js',
    }))
  },
}
