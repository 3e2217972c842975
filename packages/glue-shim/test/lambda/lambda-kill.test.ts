import { afterAll, beforeAll, expect, test } from 'vitest'
import { removeFolder } from '../run-in.js'
import { pollQueue } from './event-source.js'
import { APP, buildBundles, makeWorld, type LambdaWorld } from './lambda-world.js'
import { expectSame, messagesIn, receipts, undisturbed } from './read-outcome.js'
import type { Answer, RunningFunction } from './start-function.js'
import { makeTraffic, seeded, STUDIES, STUDY } from './study-traffic.js'

const LONG = process.env['BRIDGE_DOWNSTREAM_LONG'] !== undefined
const KILLS = LONG ? 50 : 8
const LIMITS = LONG ? { archives: 240, repeated: 30, refused: 15, unknown: 0 } : { archives: 50, repeated: 8, refused: 5, unknown: 0 }

let bundles: string
let world: LambdaWorld
beforeAll(async () => {
  bundles = await buildBundles()
  world = await makeWorld(bundles, { studies: STUDIES, maxReceiveCount: 1_000 })
})
afterAll(async () => {
  await world.close()
  await removeFolder(bundles)
})

/**
 * A function that dies at seeded moments of its calls, so often at most, and is started anew for the next one. How long a call takes is the
 * machine's affair: one that ends before its moment has the next moments come earlier.
 */
function mortal(
  name: string,
  kills: number,
  longestMs: number,
): { invoke(event: unknown): Promise<Answer>; killed(): number; stop(): Promise<void> } {
  const random = seeded(11)
  let running: Promise<RunningFunction> | undefined
  let killed = 0
  let latestMs = longestMs
  return {
    async invoke(event) {
      const current = await (running ??= world.start(name))
      const answer = current.invoke(event)
      if (killed >= kills) return answer
      let timer: NodeJS.Timeout | undefined
      const end = new Promise<'late'>((resolve) => (timer = setTimeout(resolve, latestMs * random.next().value, 'late')))
      const first = await Promise.race([answer, end])
      clearTimeout(timer)
      if (first !== 'late') {
        latestMs /= 2
        return first
      }
      killed++
      running = undefined
      await current.kill()
      return answer
    },
    killed: () => killed,
    async stop() {
      await (await running)?.stop()
    },
  }
}

test(`a function that dies up to ${KILLS} times while it works loses nothing and does nothing twice`, async () => {
  const { front } = world
  const { good, bad, sources } = await makeTraffic(world.bucket('uploads'), front.fauxqs, LIMITS, 9)
  const worker = mortal('on-notification', KILLS, 500)
  const polled = await pollQueue(front.fauxqs.address, world.queueUrl('uploads'), worker)
  // A call that is over in a moment leaves none to die in, so not every machine comes to all of them.
  expect(worker.killed()).toBeGreaterThan(KILLS / 2)
  expect(new Set(polled.errors)).toEqual(new Set(['Runtime.ExitError: The process has ended']))
  await worker.stop()

  const results = world.bucket('results', `out/bridge-downstream/${APP}/${STUDY}`)
  const expected = [
    ...good.map((recordId) => ({ recordId, outcome: 'taken' })),
    ...bad.map((recordId) => ({ recordId, outcome: 'quarantined' })),
  ]
  expect(await receipts(results)).toEqual(expected.sort((a, b) => (a.recordId < b.recordId ? -1 : 1)))
  const told = messagesIn(front.fauxqs, 'invalid').filter(({ code }) => code === 'invalid-record')
  const once = new Map(told.map(({ deduplicationId, body }) => [deduplicationId, body]))
  const recordIds = [...once.values()].map(
    (body) => (JSON.parse(body) as { validation_result: { recordId: string } }).validation_result.recordId,
  )
  expect(recordIds.sort()).toEqual(bad)

  const rebuilder = mortal('rebuild-partition', Math.ceil(KILLS / 4), 1_500)
  await pollQueue(front.fauxqs.address, world.queueUrl('rebuilds'), rebuilder)
  await rebuilder.stop()
  console.log(
    `${worker.killed()} and ${rebuilder.killed()} processes were killed; ${told.length - once.size} of ${told.length} findings were told twice`,
  )
  const lister = await world.start('list-work')
  const left = await lister.invoke({ work: 'partitions', runId: 'after' })
  expect(left).toMatchObject({ payload: { count: 0, failed: [] } })
  await lister.stop()
  await expectSame(results, await undisturbed(sources))
}, 1_800_000)
