import { defineConfig } from 'tsup'

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
    // The sources are in the package; maps need not hold them once more.
    options.sourcesContent = false
  },
  dts: false,
  silent: true,
})
