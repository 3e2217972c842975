import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { build } from 'vite'
import { findChromium } from '../../../../packages/glue-shim/test/report/find-chromium.ts'
import { serveFolder, type FolderServer } from './serve-folder.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** The page as it is built, on a server, and a browser to look at it. */
export interface Explorer extends AsyncDisposable {
  readonly server: FolderServer
  /** Where the built page is. */
  readonly folder: string
  readonly browser: Browser
  /** The page in a window of its own. What it throws, logs as an error, or is refused by its policy is in `faults`. */
  open(options?: BrowserContextOptions): Promise<OpenPage>
}

export interface OpenPage {
  readonly page: Page
  readonly faults: readonly string[]
}

export async function startExplorer(): Promise<Explorer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bridge-downstream-explorer-'))
  await build({ configFile: path.join(ROOT, 'vite.config.ts'), logLevel: 'error', build: { outDir: folder, emptyOutDir: true } })
  const server = await serveFolder(folder)
  const { executablePath, args, env } = await findChromium()
  const browser = await chromium.launch({ executablePath, args: [...args], env: { ...process.env, ...env } })
  return {
    server,
    folder,
    browser,
    async open(options) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
      const page = await context.newPage()
      const faults: string[] = []
      page.on('pageerror', (error) => faults.push(error.message))
      page.on('console', (message) => {
        if (message.type() === 'error') faults.push(message.text())
      })
      await page.goto(server.url)
      return { page, faults }
    },
    async [Symbol.asyncDispose]() {
      await browser.close()
      await server[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
