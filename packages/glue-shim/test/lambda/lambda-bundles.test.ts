import { readFile, stat } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FUNCTION_PARTS } from '../../src/artifacts/pack-artifacts.js'
import { lambdaEntries } from '../../bundle/lambda-bundle.js'
import { removeFolder } from '../run-in.js'
import { APP, buildBundles, makeWorld, type LambdaWorld } from './lambda-world.js'
import { STUDIES } from './study-traffic.js'

/** What makes them big stands in docs/handlers.md. */
const MOST_KB = 700

let bundles: string
let world: LambdaWorld
beforeAll(async () => {
  bundles = await buildBundles()
  world = await makeWorld(bundles, { studies: STUDIES, maxReceiveCount: 3 })
})
afterAll(async () => {
  await world.close()
  await removeFolder(bundles)
})

test('each bundle is one file that asks for nothing but Node’s own modules, and is not too big', async () => {
  const names = Object.keys(lambdaEntries('.'))
  expect(names).toEqual(FUNCTION_PARTS)
  for (const name of names) {
    const file = path.join(bundles, `${name}.mjs`)
    expect((await stat(file)).size / 1000, name).toBeLessThan(MOST_KB)
    const imported = [...(await readFile(file, 'utf8')).matchAll(/(?:^|[;}])import(?:[^'"();]*?from)?\s*["']([^"']+)["']/g)].map(
      ([, from]) => from!,
    )
    expect(imported.length).toBeGreaterThan(5)
    expect(imported.filter((from) => !isBuiltin(from))).toEqual([])
  }
})

test('a function answers an event that it cannot use with what is wrong, and goes on living', async () => {
  const rebuilder = await world.start('rebuild-partition')
  const answers = [
    await rebuilder.invoke({ Items: [] }),
    await rebuilder.invoke({ app: APP, study: 'nobody', dataset: 'x_v1', partition: '' }),
  ]
  expect(answers.map((answer) => ('payload' in answer ? answer.payload : answer.error))).toEqual([
    { rebuilt: 0, removed: 0, done: 0, failed: [] },
    { rebuilt: 0, removed: 0, done: 0, failed: [{ app: APP, study: 'nobody', dataset: 'x_v1', partition: '', code: 'unknown-study' }] },
  ])
  await rebuilder.stop()
  const lister = await world.start('list-work')
  const wrong = await lister.invoke({ work: 'all', runId: 'r' })
  expect(wrong).toMatchObject({ error: { errorType: 'OptionError', errorMessage: expect.stringContaining('wrong: /work') } })
  await lister.stop()
})
