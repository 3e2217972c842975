import { expect, test } from 'vitest'
import { compareContents, findFaults, foldNames } from './compare-contents.mjs'

const manifest = (fields) => Buffer.from(JSON.stringify({ version: '1.2.3', ...fields }))
const sound = { 'README.md': Buffer.from('# a'), LICENSE: Buffer.from('b'), 'package.json': manifest({}) }
const faultsOf = (files, secrets = []) => findFaults(new Map(Object.entries({ ...sound, ...files })), secrets)

test('what is listed: hashes as stars, sources and their declarations not at all', () => {
  const whole = ['src/a/b.ts', 'dist/a/b.d.ts', 'dist/a/b.d.ts.map', 'src/c.tsx', 'dist/c.d.ts', 'dist/c.d.ts.map']
  expect(foldNames([...whole, 'dist/chunk-AB12CD34.js', 'dist/chunk-ZZ12CD34.js', 'dist/chunk-AB12CD34.js.map', 'dist/index.js'])).toEqual([
    'dist/chunk-*.js',
    'dist/chunk-*.js.map',
    'dist/index.js',
  ])
})

test('a declaration of no source, a source of no declaration, and what else lies in src, are listed', () => {
  const lone = ['dist/old.d.ts', 'dist/old.d.ts.map', 'src/new.ts', 'src/notes.txt']
  expect(foldNames(lone)).toEqual(lone)
})

test('what came and what went', () => {
  expect(compareContents(['a', 'c'], ['a', 'b'])).toEqual(['now has c', 'has no longer b'])
  expect(compareContents(['a'], ['a'])).toEqual([])
})

test('a sound package has no faults', () => {
  const dependencies = { other: '2.0.0-beta.1', '@bridge-downstream/core': '1.2.3' }
  expect(faultsOf({ 'package.json': manifest({ dependencies }) }, ['/checkout/'])).toEqual([])
})

test('README, licence and package.json must be there', () => {
  expect(findFaults(new Map(), [])).toEqual(['has no README.md', 'has no LICENSE', 'has no package.json'])
})

test.each(['test/a.js', 'dist/test/a.js', 'src/a.test.ts', 'dist/tsconfig.tsbuildinfo'])('%s is for development', (file) => {
  expect(faultsOf({ [file]: Buffer.from('') })).toEqual([`has ${file}, which is for development`])
})

test('sources of the published test kit are no tests', () => expect(faultsOf({ 'src/testing/index.ts': Buffer.from('') })).toEqual([]))

test.each(['at /checkout/here/a.ts', 'at /home/somebody/a.ts', 'at C:\\Users\\somebody\\a.ts', 'https://packages.example/a'])(
  'it must not say: %s',
  (text) => {
    const faults = faultsOf({ 'dist/a.js': Buffer.from(text) }, ['/checkout/here', 'packages.example'])
    expect(faults).toEqual(['names this machine, or its registry, in dist/a.js'])
  },
)

test("a map's sources are in the package or in the map; functions' are names alone", () => {
  const map = (fields) => Buffer.from(JSON.stringify({ sources: ['../src/a.ts', '../../b.ts'], ...fields }))
  const source = { 'src/a.ts': Buffer.from('') }
  expect(faultsOf({ ...source, 'dist/a.js.map': map({ sourcesContent: [null, 'text'] }) })).toEqual([])
  expect(faultsOf({ ...source, 'dist/a.js.map': map({}) })).toEqual(['has dist/a.js.map, whose source ../../b.ts is nowhere'])
  expect(faultsOf({ 'dist/lambda/a.mjs.map': map({}) })).toEqual([])
})

test.each(['workspace:*', 'catalog:', '^1.0.0', 'latest'])('a dependency %s is not one version', (range) => {
  const faults = faultsOf({ 'package.json': manifest({ dependencies: { other: range } }) })
  expect(faults).toEqual([`depends on other ${range}, which is not one version`])
})

test('the packages depend on each other at the same version', () => {
  const dependencies = { '@bridge-downstream/core': '1.2.2' }
  expect(faultsOf({ 'package.json': manifest({ dependencies }) })).toEqual(['depends on another version of @bridge-downstream/core: 1.2.2'])
})
