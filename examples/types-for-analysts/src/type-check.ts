import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import path from 'node:path'

const compiler = path.join(path.dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc')

/** Check a program as the compiler does under `strict`. @returns its errors as it prints them; empty if there are none. */
export function typeCheck(file: string): string {
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--types', '', '--allowImportingTsExtensions']
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [compiler, ...options, path.basename(file)], {
    cwd: path.dirname(file),
    encoding: 'utf8',
  })
  if (error) throw error
  if (status === 0) return ''
  if (stdout.trim() !== '') return stdout.trim()
  throw new Error(`The compiler has failed: ${stderr}`)
}
