import { Command } from 'commander'
import { glob, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { fencedBlocks } from '../../../scripts/documentation/fenced-blocks.mjs'
import { makeFolder, removeFolder, runIn, type Outcome } from './run-in.js'
import { bundleCommand } from './bundle-command.js'
import { runProcess } from './run-process.js'

const PROGRAM = 'bridge-downstream'
/** Given to the program instead of what a command does, so that only its words are looked at. */
const parsed: string[] = []

const commands = await listCommands()

let cwd: string
beforeAll(async () => {
  cwd = await makeFolder()
  // The configuration that examples name.
  const studies = [{ app: 'mobile-toolbox', study: 'cxhnxd', uploads: ['s3://uploads/mobile-toolbox/'] }]
  await writeFile(path.join(cwd, 'studies.json'), JSON.stringify({ version: 1, destination: 's3://results', studies }))
})
afterAll(() => removeFolder(cwd))

/** Run the program with commands that note their name and do nothing else. */
async function parseOnly(args: readonly string[]): Promise<Outcome & { readonly command: string | undefined }> {
  parsed.length = 0
  // oxlint-disable-next-line typescript/unbound-method -- it is called with the command that it is called on
  const { action } = Command.prototype
  vi.spyOn(Command.prototype, 'action').mockImplementation(function (this: Command) {
    return action.call(this, () => void parsed.push(nameOf(this)))
  })
  try {
    const outcome = await runIn(cwd, args)
    return { ...outcome, command: parsed[0] }
  } finally {
    vi.restoreAllMocks()
  }
}

/** Names of all commands that do something, such as `run`, or `artifacts list`. */
async function listCommands(): Promise<string[]> {
  const found = new Set<Command>()
  // oxlint-disable-next-line typescript/unbound-method -- it is called with the command that it is called on
  const { action } = Command.prototype
  const spy = vi.spyOn(Command.prototype, 'action').mockImplementation(function (this: Command, listener) {
    found.add(this)
    return action.call(this, listener)
  })
  await runIn('.', ['--help'])
  spy.mockRestore()
  return [...found].map(nameOf)
}

function nameOf(command: Command): string {
  const own = command.name()
  return command.parent === null || command.parent.name() === PROGRAM ? own : `${nameOf(command.parent)} ${own}`
}

/** The lines of a help text's examples; a line that ends in `\` goes on. */
function examplesOf(help: string): string[] {
  const section = /\nExamples:\n((?: {2}.*\n)+)/.exec(help)?.[1] ?? ''
  return section
    .replaceAll(/\\\n */g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** The calls of the program in a line of a shell, each as its words. Quotes hold spaces and globs together; output may be sent elsewhere. */
function callsIn(line: string): string[][] {
  return line
    .split(/ (?:&&|\|) /)
    .map((call) => [...call.replace(/ > \S+$/, '').matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c!))
    .filter(([first]) => first === PROGRAM)
    .map(([, ...args]) => args)
}

test('there are commands to look at', () => expect(commands.length).toBeGreaterThan(15))

describe.each(commands)('%s', (command) => {
  test('--help ends with examples, which its own options take', async () => {
    const { code, out } = await runIn(cwd, [...command.split(' '), '--help'])
    expect(code).toBe(0)
    const calls = examplesOf(out).map((line) => ({ line, calls: callsIn(line) }))
    for (const { line, calls: found } of calls) expect(found.length, line).toBeGreaterThan(0)
    const called: (string | undefined)[] = []
    for (const args of calls.flatMap(({ calls: found }) => found)) {
      const { code: parsedCode, err, command: name } = await parseOnly(args)
      expect({ args, code: parsedCode, err }).toEqual({ args, code: 0, err: '' })
      called.push(name)
    }
    expect(called).toContain(command)
  })
})

test('an example with an option that is none would be seen', async () => {
  expect(await parseOnly(['run', 'uploads/', '--out', 'study', '--sideways'])).toMatchObject({ code: 1, command: undefined })
  expect(await parseOnly(['run', 'uploads/', '--out', 'study', '--preset', 'none'])).toMatchObject({ code: 1, command: undefined })
  expect(await parseOnly(['run', '--out', 'study'])).toMatchObject({ code: 1, command: undefined })
  expect(await parseOnly(['rebuild', '--config', 'studies.json', '--study', 'app/none'])).toMatchObject({ code: 1, command: undefined })
  expect(await parseOnly(['walk', 'uploads/'])).toMatchObject({ code: 1, command: undefined })
})

test.each(['--version', '-V'])('%s shows the version of the package', async (option) => {
  const { version } = JSON.parse(await readFile(path.join(import.meta.dirname, '../package.json'), 'utf8')) as { version: string }
  expect(await runIn(cwd, [option])).toEqual({ code: 0, out: `${version}\n`, err: '' })
})

test('the README lists each command, with a line', async () => {
  const readme = await readFile(path.join(import.meta.dirname, '..', 'README.md'), 'utf8')
  const listed = [...readme.matchAll(/^\| `([a-z -]+)` +\| +\S/gm)].map(([, name]) => name!.trim())
  expect([...listed].sort()).toEqual([...commands].sort())
})

/** Calls of the program in the code blocks of a page; a line that ends in `\\` goes on, and one after `#` is a remark. */
function callsOfPage(markdown: string): string[][] {
  const blocks = fencedBlocks(markdown).map(({ text }) => text.replaceAll(/\\\n */g, ''))
  return blocks.flatMap((block) =>
    [...block.matchAll(/^(?:\$ )?(?:npx )?(bridge-downstream .*?)(?: +# .*)?$/gm)].flatMap(([, line]) => callsIn(line!)),
  )
}

describe('the options of calls on pages are taken', async () => {
  const root = path.join(import.meta.dirname, '../../..')
  const pages = ['README.md', 'docs/**/*.md', 'packages/*/README.md', 'examples/*/README.md']
  const found = await Promise.all(
    (await Array.fromAsync(glob(pages, { cwd: root, exclude: (name) => name.includes('node_modules') })))
      .sort()
      .map(async (page) => ({ page, calls: callsOfPage(await readFile(path.join(root, page), 'utf8')) })),
  )
  const withCalls = found.filter(({ calls }) => calls.length > 0)

  test('there are calls', () => {
    expect(withCalls.length).toBeGreaterThan(10)
    expect(withCalls.flatMap(({ calls }) => calls).length).toBeGreaterThan(40)
  })

  test.each(withCalls)('$page', async ({ calls }) => {
    // A study that is none is shown too, and what is answered.
    for (const args of calls.filter((words) => !words.includes('mobile-toolbox/nobody'))) {
      const { code, err } = await parseOnly(args)
      expect({ args, code, err }).toEqual({ args, code: 0, err: '' })
    }
  })
})

describe('as a process', () => {
  let program: string
  beforeAll(async () => void (program = (await bundleCommand(path.join(cwd, 'program'))).main))

  test.each(commands)('%s --help', async (command) => {
    const { code, out, err } = await runProcess(program, { cwd, args: [...command.split(' '), '--help'] })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(new RegExp(`^Usage: ${PROGRAM} ${command} [^]*\nExamples:\n  ${PROGRAM} `))
  })

  test('without a command, and with one that is none, it says how it is used', async () => {
    expect(await runProcess(program, { cwd, args: [] })).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('Usage: bridge-downstream') as string,
    })
    expect(await runProcess(program, { cwd, args: ['walk'] })).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining("unknown command 'walk'") as string,
    })
  })
})
