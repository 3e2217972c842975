import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { PAGES, root, SAMPLES } from './pages.ts'

/** Files that a compiler reads and a test runs. */
const FILES: ReadonlyMap<string, string> = new Map(
  ['docs/samples/**/*.{ts,mjs}', 'examples/*/src/**/*.ts']
    .flatMap((pattern) => globSync(pattern, { cwd: root }).sort())
    .map((file) => [file, `\n${withoutIndent(readFileSync(path.join(root, file), 'utf8'))}`]),
)
/** Files that others are made of. */
const GIVEN = ['docs/samples/given.ts', 'docs/samples/study.ts', 'docs/samples/uploads.ts']

/** A sample may stand in a function, deeper than on its page. */
function withoutIndent(text: string): string {
  return text.replaceAll(/^ +/gm, '')
}

function filesWith(text: string): string[] {
  return [...FILES].filter(([, code]) => code.includes(`\n${withoutIndent(text)}`)).map(([file]) => file)
}

const code = SAMPLES.filter(({ language }) => ['ts', 'js'].includes(language))

test('every page says of each block what it is: code that is compiled, a command, data, or text that nothing runs', () => {
  expect(PAGES.length).toBeGreaterThan(30)
  const known = ['console', 'js', 'json', 'jsonata', 'sh', 'sql', 'text', 'ts']
  expect(SAMPLES.filter(({ language }) => !known.includes(language)).map(({ place }) => place)).toEqual([])
  expect(SAMPLES.filter(({ language, text }) => language === 'text' && /^\$ /m.test(text)).map(({ place }) => place)).toEqual([])
})

describe('code on a page stands in a file that is compiled and run', () => {
  test('there is code', () => expect(code.length).toBeGreaterThan(20))

  test.each(code)('$place', ({ text }) => {
    expect(text.trim()).not.toBe('')
    expect(filesWith(text), `No file of docs/samples or examples has these lines:\n${text}`).not.toEqual([])
  })
})

test('every file of samples is shown on a page', () => {
  const shown = new Set(code.flatMap(({ text }) => filesWith(text)))
  const samples = [...FILES.keys()].filter((file) => file.startsWith('docs/samples/') && !GIVEN.includes(file))
  expect(samples.filter((file) => !shown.has(file))).toEqual([])
})

test('lines that stand nowhere would be seen', () => {
  expect(filesWith("import { relationalise } from '@bridge-downstream/core'\n")).toEqual([])
  expect(filesWith('console.log(run.ledger)\n')).toEqual(['docs/samples/readme.ts'])
})
