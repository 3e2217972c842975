import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SCHEMA_CHANGE_RULES, type SchemaChangeRule } from '../../core/test/contract/schema-change-rules.js'
import { makeFolder, removeFolder } from './run-in.js'
import { bundleCommand } from './bundle-command.js'
import { runProcess } from './run-process.js'

const EXIT_CODES = { same: 0, evolves: 0, forks: 3 } as const

interface Diff {
  readonly verdict: string
  readonly comparison: {
    readonly changes: readonly { readonly change: string; readonly path: string }[]
    readonly flags: readonly { readonly flag: string; readonly path: string; readonly names: readonly string[] }[]
  }
}

let cwd: string
let program: string
beforeAll(async () => {
  cwd = await makeFolder()
  program = (await bundleCommand(path.join(cwd, 'program'))).main
})
afterAll(() => removeFolder(cwd))

async function write(name: string, content: SchemaChangeRule['before']): Promise<string> {
  const file = typeof content === 'string' ? `${name}.ndjson` : `${name}.schema.json`
  await writeFile(path.join(cwd, file), typeof content === 'string' ? `${content}\n` : JSON.stringify(content))
  return file
}

describe('contract 20: diff gives the verdict of each rule, and its exit code', () => {
  test.each(SCHEMA_CHANGE_RULES.map((rule) => [rule.rule, rule] as const))('%s', async (_, rule) => {
    const args = ['diff', await write('before', rule.before), await write('after', rule.after)]
    const { code, out, err } = await runProcess(program, { cwd, args: [...args, '--json'] })
    expect({ code, err }).toEqual({ code: EXIT_CODES[rule.verdict], err: '' })
    const [diff, ...more] = JSON.parse(out) as [Diff]
    expect(more).toEqual([])
    expect({
      verdict: diff.verdict,
      changes: diff.comparison.changes.map(({ change, path: at }) => `${change} ${at}`),
      flags: diff.comparison.flags.map(({ flag, path: at, names }) => `${flag} ${at} ${names.join(' ')}`),
    }).toEqual({ verdict: rule.verdict, changes: rule.changes, flags: rule.flags ?? [] })
  })
})

test('for people: verdict, compatibility, each change with its reason, and flags', async () => {
  const rule = SCHEMA_CHANGE_RULES.find((candidate) => candidate.rule === 'flag: names that differ only in case')!
  const { code, out } = await runProcess(program, {
    cwd,
    args: ['diff', await write('before', rule.before), await write('after', rule.after)],
  })
  expect(code).toBe(0)
  expect(out).toBe(`schema: evolves (fully compatible)
  evolves  $.steppath  A new field, which is optional.
  flag     $  Names that differ only by case or Unicode form: "stepPath", "steppath".
`)
})
