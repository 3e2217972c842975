import { join } from 'node:path'
import { fingerprint, inferSchema, mergeSchemas, openRegistry } from '@bridge-downstream/core'
import { expect, test } from 'vitest'
import { createLocalStore } from '../src/local-store.js'
import { bundleChild, startChild } from './run-child.js'
import { makeTemporaryFolder } from './temporary-folder.js'

const ROUNDS = 200

test('of two processes that register different schemas at the same time, none is lost, each time', async () => {
  const program = await bundleChild('register')
  const root = join(await makeTemporaryFolder(), 'root')
  const workers = ['left', 'right']
  const children = workers.map((own, i) => startChild(program, [root, String(ROUNDS), own, workers[1 - i]!]))
  const results = await Promise.all(children.map((child) => child.ended))
  expect(results.map(({ code }) => code)).toEqual([0, 0])

  const schemas = workers.map((own) => inferSchema([{ shared: 1, [own]: own }]))
  const members = schemas.map((schema) => fingerprint(schema, 'exact')).sort()
  const families = await openRegistry(createLocalStore(root)).families()
  const found = families.flatMap(({ versions }) =>
    versions.map((version) => ({ dataset: version.dataset, members: version.members, exact: version.fingerprints.exact })),
  )
  const exact = fingerprint(mergeSchemas(schemas), 'exact')
  const expected = Array.from({ length: ROUNDS }, (_, round) => ({
    dataset: `${round % 2 === 0 ? 'R' : 'r'}ound${round}_v1`,
    members,
    exact,
  }))
  const byDataset = (a: { readonly dataset: string }, b: { readonly dataset: string }): number => (a.dataset < b.dataset ? -1 : 1)
  expect(found.sort(byDataset)).toEqual(expected.sort(byDataset))
  const states = new Set(families.map(({ versions }) => JSON.stringify(versions.map(({ schema, contract }) => [schema, contract]))))
  expect(states.size).toBe(1)

  const first = new Set(families.map(({ versions }) => versions[0]!.history[0]!.fingerprint))
  const lost = results.map(({ output }) => Number(output))
  console.info(
    `${found.length} datasets with both schemas of ${ROUNDS}; races lost: ${lost.join(' and ')}; ${first.size} workers came first at times`,
  )
})
