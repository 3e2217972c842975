import { defaultClientConditions, defineConfig, type UserConfig } from 'vite'
import { viteSingleFile } from 'vite-plugin-singlefile'
import { contentSecurityPolicy } from './content-security-policy-plugin.ts'
import { sampleStudy } from './sample-study-plugin.ts'

const config: UserConfig = defineConfig({
  root: import.meta.dirname,
  // On core's sources, so that an edit needs no build of it.
  resolve: { conditions: ['@bridge-downstream/source', ...defaultClientConditions] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [sampleStudy(), viteSingleFile(), contentSecurityPolicy()],
  // A preload would be a request.
  build: { target: 'es2024', modulePreload: false, reportCompressedSize: false },
})

export default config
