import { defineConfig } from 'vitest/config'

// Tests run on the sources, so that an edit needs no build; the packed packages have their own check.
const conditions = ['@bridge-downstream/source']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { include: ['packages/*/test/**/*.test.ts', 'examples/*/test/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
})
