import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

test('the kernel is what its sources compile to', async () => {
  const script = fileURLToPath(new URL('../../../../scripts/make-kernel.mjs', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [script, '--check'])
  expect(stdout).toContain('as its sources have it')
})
