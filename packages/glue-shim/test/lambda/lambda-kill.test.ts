import { setTimeout } from 'node:timers/promises'
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

/** A function that dies in the middle of its calls, so often, and is started anew for the next one. */
interface Mortal {
  invoke(event: unknown): Promise<Answer>
  killed(): number
  stop(): Promise<void>
}

/**
 * A call dies when it has asked the store so often as a seeded number says, or some milliseconds later: how fast the machine is decides neither
 * whether it dies nor where.
 *
 * @param mostRequests a call makes more, as long as it has work; the limit for the rare one that does not is halved.
 */
function mortal(name: string, kills: number, mostRequests: number): Mortal {
  const random = seeded(11)
  const draw = (below: number): number => Math.floor(below * random.next().value)
  let running: Promise<RunningFunction> | undefined
  let killed = 0
  let limit = mostRequests
  return {
    async invoke(event) {
      const current = await (running ??= world.start(name))
      const before = world.front.requests.length
      const call = { isAnswered: false }
      const answer = current.invoke(event).finally(() => (call.isAnswered = true))
      if (killed >= kills) return answer
      const [requests, laterMs] = [before + 1 + draw(limit), draw(20)]
      while (!call.isAnswered && world.front.requests.length < requests) await setTimeout(1)
      if (!call.isAnswered) await Promise.race([answer, setTimeout(laterMs)])
      if (call.isAnswered) {
        limit = Math.max(1, limit >> 1)
        return answer
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

test(`a function that dies ${KILLS} times while it works loses nothing and does nothing twice`, async () => {
  const { front } = world
  const { good, bad, sources } = await makeTraffic(world.bucket('uploads'), front.fauxqs, LIMITS, 9)
  const worker = mortal('on-notification', KILLS, 60)
  const polled = await pollQueue(front.fauxqs.address, world.queueUrl('uploads'), worker)
  expect(worker.killed()).toBe(KILLS)
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

  const rebuilder = mortal('rebuild-partition', Math.ceil(KILLS / 4), 12)
  await pollQueue(front.fauxqs.address, world.queueUrl('rebuilds'), rebuilder)
  expect(rebuilder.killed()).toBe(Math.ceil(KILLS / 4))
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
