import { defaultClientConditions, defineConfig, type Plugin, type UserConfig } from 'vite'
import { HEADER_POLICY, META_POLICY } from './content-security-policy.ts'
import { sampleStudy } from './sample-study-plugin.ts'

/** Only what is built has the policy: Vite's development server needs a connection, and styles in the page. */
const policy: Plugin = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: {
    // First of all, since it holds for what stands after it.
    order: 'post',
    handler: () => [{ tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: META_POLICY }, injectTo: 'head-prepend' }],
  },
}

const config: UserConfig = defineConfig({
  root: import.meta.dirname,
  // Works in any folder of any static server.
  base: './',
  // On core's sources, so that an edit needs no build of it.
  resolve: { conditions: ['@bridge-downstream/source', ...defaultClientConditions] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [policy, sampleStudy()],
  // A preload is a request of its own, and its polyfill another.
  build: { target: 'es2024', modulePreload: false, chunkSizeWarningLimit: 4000, reportCompressedSize: false },
  preview: { headers: { 'Content-Security-Policy': HEADER_POLICY } },
})

export default config
