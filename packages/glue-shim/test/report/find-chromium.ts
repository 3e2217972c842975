import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

export interface Chromium {
  readonly executablePath: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

const require = createRequire(import.meta.url)

/**
 * A browser that a machine with nothing but Node and npm has: a headless Chromium out of an npm package, with the libraries that a bare
 * machine lacks. `CHROMIUM_PATH` names another one, and must where the package has none (it is for Linux on x64).
 *
 * @throws Error if there is no browser: these tests are not passed over.
 */
export async function findChromium(): Promise<Chromium> {
  // A container's root has no sandbox to run in, and nothing is opened here but our own page.
  const args = ['--no-sandbox', '--disable-dev-shm-usage']
  const given = process.env['CHROMIUM_PATH']
  if (given) return { executablePath: given, args, env: {} }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `The npm package has no Chromium for ${process.platform} on ${process.arch}. Set CHROMIUM_PATH to a Chromium or Chrome.`,
    )
  }
  const folder = await unpackedFolder()
  return {
    executablePath: path.join(folder, 'chromium'),
    args: [...args, '--headless=shell', '--font-render-hinting=none'],
    env: { LD_LIBRARY_PATH: path.join(folder, 'al2023', 'lib'), FONTCONFIG_FILE: path.join(folder, 'fonts.conf') },
  }
}

/** Unpacks the package once for each version of it and each user; who comes second waits for nothing half done. */
async function unpackedFolder(): Promise<string> {
  const entry = require.resolve('@sparticuz/chromium')
  const { version } = require(path.join(path.dirname(entry), '..', 'package.json')) as { readonly version: string }
  // It stays for the next run, and is started from there: not in memory.
  const folder = path.join(process.env['DISK_TMPDIR'] ?? tmpdir(), `bridge-downstream-chromium-${version}-${process.getuid?.() ?? ''}`)
  if (existsSync(folder)) return folder
  const draft = await mkdtemp(`${folder}-`)
  try {
    await mkdir(path.join(draft, 'home'))
    // The package unpacks to the folder for temporary files, and its libraries only where it takes the machine for a bare one.
    const env = { PATH: process.env['PATH'], HOME: path.join(draft, 'home'), TMPDIR: draft, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' }
    const unpack = `await (await import(${JSON.stringify(pathToFileURL(entry).href)})).default.executablePath()`
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', unpack], { env })
    await writeFile(path.join(draft, 'fonts.conf'), fontsIn(folder))
    await rename(draft, folder)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    // Another process may have been faster.
    if (!existsSync(folder)) throw error
  }
  return folder
}

/** The package's own list of fonts has other folders. The machine's come along, if it has any. */
function fontsIn(folder: string): string {
  const folders = [path.join(folder, 'fonts'), '/usr/share/fonts'].map((each) => `<dir>${each}</dir>`).join('')
  const head = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
  return `${head}<fontconfig>${folders}<cachedir>${path.join(folder, 'fonts-cache')}</cachedir></fontconfig>\n`
}
