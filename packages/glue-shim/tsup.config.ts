import { defineConfig } from 'tsup'

export default defineConfig({
  entry: ['src/index.ts', 'src/cli/main.ts', 'src/cli/worker.ts'],
  format: 'esm',
  target: 'es2024',
  platform: 'node',
  // As published, it can be bundled but not imported by Node: its files name each other without extensions.
  noExternal: [/^@sage-bionetworks\/synapse-client/],
  clean: ['dist/**/*.js', 'dist/**/*.map'],
  sourcemap: true,
  dts: false,
  silent: true,
})
