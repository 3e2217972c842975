import { defineConfig } from 'tsup'
import { LAMBDA_OPTIONS, lambdaEntries, leanSdk } from './bundle/lambda-bundle.js'
import { withoutLostSources } from './bundle/without-lost-sources.js'

export default defineConfig([
  {
    entry: ['src/index.ts', 'src/handlers/index.ts', 'src/cli/main.ts', 'src/cli/worker.ts'],
    format: 'esm',
    target: 'es2024',
    platform: 'node',
    // As published, it can be bundled but not imported by Node: its files name each other without extensions.
    noExternal: [/^@sage-bionetworks\/synapse-client/],
    esbuildPlugins: [withoutLostSources],
    clean: ['dist/**/*.js', 'dist/**/*.map'],
    sourcemap: true,
    dts: false,
    silent: true,
  },
  {
    // What a function runs is what was tested, whatever the runtime brings along.
    entry: lambdaEntries(import.meta.dirname),
    outDir: 'dist/lambda',
    outExtension: () => ({ js: '.mjs' }),
    noExternal: [/.*/],
    splitting: false,
    esbuildPlugins: [leanSdk(import.meta.dirname)],
    esbuildOptions: (options) => Object.assign(options, LAMBDA_OPTIONS),
    format: 'esm',
    target: 'node24',
    platform: 'node',
    dts: false,
    silent: true,
  },
])
