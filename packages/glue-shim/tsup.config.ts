import { defineConfig } from 'tsup'

export default defineConfig({
  entry: ['src/index.ts', 'src/cli/main.ts', 'src/cli/worker.ts'],
  format: 'esm',
  target: 'es2024',
  platform: 'node',
  clean: ['dist/**/*.js', 'dist/**/*.map'],
  sourcemap: true,
  dts: false,
  silent: true,
})
