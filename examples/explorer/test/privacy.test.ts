import { fileURLToPath } from 'node:url'
import { preview } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fileName, sampleArchives } from '../sample-archives.ts'
import { dropFiles, inputCard } from './support/drop-files.ts'
import { startExplorer, type Explorer } from './support/explorer.ts'

let explorer: Explorer
beforeAll(async () => {
  explorer = await startExplorer()
})
afterAll(() => explorer[Symbol.asyncDispose]())

test('once it is loaded, the page asks for nothing, and works without a network', async () => {
  const { page, faults } = await explorer.open()
  const asked: string[] = []
  // Requests of workers are among a context's.
  page.context().on('request', (request) => asked.push(request.url()))
  const served = explorer.server.requests.length
  await page.context().setOffline(true)

  await dropFiles(
    page,
    'First input',
    sampleArchives().older.map((archive) => ({ name: fileName(archive), bytes: archive.bytes })),
  )
  await inputCard(page, 'Second input').getByRole('button', { name: 'Try the sample' }).click()
  for (const [tab, drawn] of [
    ['Compare', '.comparison'],
    ['Diagram', '.box'],
    ['Schema', '.schema'],
    ['Tables', 'regular-table tbody tr'],
  ] as const) {
    await page.getByRole('tab', { name: tab }).click()
    await page.locator(drawn).first().waitFor()
  }
  await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /^Download as Parquet/ }).click()])
  // A new worker, too, comes from the page itself.
  await inputCard(page, 'First input').getByRole('button', { name: 'Clear' }).click()
  await inputCard(page, 'First input').getByRole('button', { name: 'Try the sample' }).click()
  await page.getByRole('tab', { name: 'Compare' }).waitFor()

  expect(asked.filter((url) => !url.startsWith('blob:'))).toEqual([])
  expect(explorer.server.requests.slice(served)).toEqual([])
  expect(faults).toEqual([])
  await page.context().close()
})

test('it is loaded from one file', async () => {
  const before = explorer.server.requests.length
  const { page } = await explorer.open()
  expect(explorer.server.requests.slice(before)).toEqual(['/'])
  await page.close()
})

test('neither the page nor its workers can connect, whatever they try, on a server that sends no headers', async () => {
  const { page } = await explorer.open()
  await inputCard(page, 'First input').getByRole('button', { name: 'Try the sample' }).click()
  await page.getByRole('tab', { name: 'Diagram' }).click()
  await page.locator('.box').first().waitFor()
  const served = explorer.server.requests.length
  /** Runs in the page and in workers: what came of each way out. */
  const tryAll = async (url: string): Promise<Record<string, string>> => {
    const came: Record<string, string> = {}
    came['fetch'] = await fetch(`${url}?fetch`).then(
      () => 'sent',
      () => 'refused',
    )
    came['socket'] = await new Promise((resolve) => {
      try {
        const socket = new WebSocket(url.replace('http', 'ws'))
        socket.addEventListener('open', () => resolve('sent'))
        socket.addEventListener('error', () => resolve('refused'))
      } catch {
        resolve('refused')
      }
    })
    return came
  }
  const refused = { fetch: 'refused', socket: 'refused' }
  const workers = page.workers()
  expect(workers.map((worker) => new URL(worker.url()).protocol)).toEqual(['blob:', 'blob:'])
  // Text, since vitest would rewrite an import in a function.
  const imported = `import('${explorer.server.url}x.js').then(() => 'sent', () => 'refused')`
  // The kernel of the fast road is compiled where files are read; text is never made code.
  // In a task of its own: what a debugger evaluates may do anything.
  const compiled = `new Promise((resolve) => setTimeout(() => {
    const module = new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0))
    try { resolve([String(module), new Function('return "made"')()]) } catch { resolve([String(module), 'refused']) }
  }))`
  for (const worker of workers) {
    expect(await worker.evaluate(compiled)).toEqual(['[object WebAssembly.Module]', 'refused'])
    expect(await worker.evaluate(tryAll, explorer.server.url)).toEqual(refused)
    expect(await worker.evaluate(imported)).toBe('refused')
  }
  expect(await page.evaluate(imported)).toBe('refused')
  const other = explorer.server.url.replace('127.0.0.1', 'localhost')
  expect(await page.evaluate(tryAll, other)).toEqual(refused)
  expect(
    await page.evaluate(
      (url) =>
        new Promise((resolve) => {
          const image = new Image()
          image.addEventListener('load', () => resolve('sent'))
          image.addEventListener('error', () => resolve('refused'))
          image.src = `${url}?image`
        }),
      explorer.server.url,
    ),
  ).toBe('refused')
  expect(explorer.server.requests.slice(served)).toEqual([])
  await page.close()
})

test('the policy is in the page, and a header where Vite serves it', async () => {
  const { page } = await explorer.open()
  const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content')
  expect(policy).toMatch(
    /^default-src 'none'; script-src 'sha256-[^' ]+' 'wasm-unsafe-eval'; style-src 'sha256-[^' ]+'; worker-src blob:; img-src data:; connect-src 'none'; /,
  )
  await page.close()

  const root = fileURLToPath(new URL('..', import.meta.url))
  const server = await preview({ root, logLevel: 'error', preview: { port: 0 }, build: { outDir: explorer.folder } })
  try {
    const response = await fetch(server.resolvedUrls!.local[0]!)
    expect(response.headers.get('content-security-policy')).toBe(`${policy}; frame-ancestors 'none'`)
  } finally {
    await server.close()
  }
})
