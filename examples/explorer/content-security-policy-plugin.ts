import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Plugin } from 'vite'
import { headerPolicy, pagePolicy } from './content-security-policy.ts'

/** Puts the policy into the built page, and serves it as a header too. Vite's development server needs a connection, so there is none. */
export function contentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    // After the page is one file.
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const page = bundle['index.html']
        if (page?.type !== 'asset') throw new Error('There is no index.html')
        const html = String(page.source)
        const meta = `<meta http-equiv="Content-Security-Policy" content="${pagePolicy(html)}" />`
        // First of all, since it holds for what stands after it.
        page.source = html.replace('<head>', () => `<head>\n    ${meta}`)
      },
    },
    configurePreviewServer({ middlewares, config }) {
      const html = readFileSync(path.resolve(config.root, config.build.outDir, 'index.html'), 'utf8')
      middlewares.use((_, response, next) => {
        response.setHeader('Content-Security-Policy', headerPolicy(html))
        next()
      })
    },
  }
}
