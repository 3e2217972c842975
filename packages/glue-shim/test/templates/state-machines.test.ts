import validateAsl from 'asl-validator'
import { describe, expect, test } from 'vitest'
import { fillDefinition } from './fill-definition.js'
import { ExecutionFailed, runMachine, type World } from './run-state-machine.js'

describe('definitions', () => {
  test.each(['Backfill', 'Rebuild'] as const)('%s is valid', (id) => {
    const { isValid, errors } = validateAsl(fillDefinition(id))
    expect({ isValid, errors }).toEqual({ isValid: true, errors: [] })
  })

  test.each<[string, string, string]>([
    ['a state that is not there', '"Default":"Rebuild"', '"Default":"Nowhere"'],
    ['a state that leads nowhere', ',"Next":"AnyFailed"', ''],
    ['a type that is none', '"Type":"Choice"', '"Type":"Choose"'],
    ['a state that nothing leads to', '"StartAt":"ListArchives"', '"StartAt":"AnyArchives"'],
    ['an expression that cannot be read', '$states.input.count > 0', '$states.input.count > > 0'],
    ['a field that is none', '"ItemBatcher":', '"ItemBatch":'],
    ['a limit that is no number', '"MaxConcurrency":50', '"MaxConcurrency":"50"'],
  ])('%s would be found', (_, right, wrong) => {
    const text = JSON.stringify(fillDefinition('Backfill'))
    expect(text).toContain(right)
    expect(validateAsl(JSON.parse(text.replace(right, wrong)) as Record<string, unknown>).isValid).toBe(false)
  })

  test('have limits that are numbers, as parameters say', () => {
    const { UnpackArchives } = fillDefinition('Backfill').States
    expect(UnpackArchives).toMatchObject({ MaxConcurrency: 50, ToleratedFailurePercentage: 5, ItemBatcher: { MaxItemsPerBatch: 25 } })
  })
})

interface Item {
  readonly key: string
}

interface WorldOptions {
  readonly archives?: number
  readonly partitions?: number
  /** How often an item fails before it does not. */
  readonly failures?: (item: Item) => number
  readonly unlisted?: readonly object[]
  readonly unregistered?: readonly object[]
}

/** Functions as the handlers answer, with a record of how they were called. */
function makeWorld({
  archives = 0,
  partitions = 0,
  failures = () => 0,
  unlisted = [],
  unregistered = [],
}: WorldOptions): World & { readonly calls: string[] } {
  const calls: string[] = []
  const failedBefore = new Map<string, number>()
  const shortName = (arn: string): string => arn.replace(/^.*_/, '')
  const itemsOf = (work: string): Item[] =>
    Array.from({ length: work === 'archives' ? archives : partitions }, (_, i) => ({ key: `${work}-${i}` }))

  const take = (items: readonly Item[]): unknown => {
    const failed = items.filter((item) => {
      const before = failedBefore.get(item.key) ?? 0
      failedBefore.set(item.key, before + 1)
      return before < failures(item)
    })
    return { taken: items.length - failed.length, failed: failed.map((item) => ({ ...item, code: 'unavailable' })) }
  }

  const world: World & { readonly calls: string[] } = {
    calls,
    callFunction(arn, payload) {
      const name = shortName(arn)
      const { work, Items } = payload as { work?: string; Items?: readonly Item[] }
      calls.push(Items === undefined ? `${name} ${JSON.stringify(payload)}` : `${name} × ${Items.length}`)
      if (Items !== undefined) return take(Items)
      if (work === undefined) return { changes: 0, failed: unregistered }
      return { bucket: 'results', key: `bridge-downstream/_work/run-1/${work}.json`, count: itemsOf(work).length, failed: unlisted }
    },
    startMachine(arn, input) {
      calls.push(`start ${shortName(arn)} ${JSON.stringify(input)}`)
      return runMachine(fillDefinition('Rebuild'), input, world)
    },
    readObject(place) {
      const { Bucket, Key } = place as { Bucket: string; Key: string }
      expect(Bucket).toBe('results')
      return itemsOf(Key.replace(/^.*\//, '').replace('.json', ''))
    },
  }
  return world
}

describe('a backfill', () => {
  test('unpacks all archives in batches, rebuilds what is stale, and updates the catalog', async () => {
    const world = makeWorld({ archives: 60, partitions: 5 })
    await runMachine(fillDefinition('Backfill'), { app: 'mobile-toolbox', study: 'cxhnxd' }, world)
    expect(world.calls).toEqual([
      'list-work {"app":"mobile-toolbox","study":"cxhnxd","work":"archives","runId":"run-1"}',
      'on-notification × 25',
      'on-notification × 25',
      'on-notification × 10',
      'start rebuild {"app":"mobile-toolbox","study":"cxhnxd"}',
      'list-work {"app":"mobile-toolbox","study":"cxhnxd","work":"partitions","runId":"run-1"}',
      'rebuild-partition × 4',
      'rebuild-partition × 1',
      'update-catalog {"app":"mobile-toolbox","study":"cxhnxd"}',
    ])
  })

  test('of all studies, with nothing to do, only brings the catalog up to date', async () => {
    const world = makeWorld({})
    await runMachine(fillDefinition('Backfill'), {}, world)
    expect(world.calls).toEqual([
      'list-work {"work":"archives","runId":"run-1"}',
      'start rebuild {}',
      'list-work {"work":"partitions","runId":"run-1"}',
      'update-catalog {}',
    ])
  })

  test('gives items that failed again, and only those, down to a single one', async () => {
    const world = makeWorld({ archives: 25, failures: ({ key }) => (key === 'archives-7' ? 2 : key === 'archives-8' ? 1 : 0) })
    await runMachine(fillDefinition('Backfill'), {}, world)
    expect(world.calls.filter((call) => call.startsWith('on-notification'))).toEqual([
      'on-notification × 25',
      'on-notification × 2',
      'on-notification × 1',
    ])
  })

  test('goes on where few batches fail for good', async () => {
    const world = makeWorld({ archives: 25 * 40, failures: ({ key }) => (key === 'archives-7' ? 99 : 0) })
    await runMachine(fillDefinition('Backfill'), {}, world)
    expect(world.calls.at(-1)).toBe('update-catalog {}')
    expect(world.calls.filter((call) => call === 'on-notification × 1')).toHaveLength(2)
  })

  test('is given up where many do', async () => {
    const world = makeWorld({ archives: 100, failures: () => 99 })
    await expect(runMachine(fillDefinition('Backfill'), {}, world)).rejects.toMatchObject({
      reason: 'States.ExceedToleratedFailureThreshold',
    })
    expect(world.calls.some((call) => call.startsWith('start'))).toBe(false)
  })

  test('does what could be listed, then fails for the study that could not', async () => {
    const world = makeWorld({ partitions: 1, unlisted: [{ app: 'a', study: 'b', code: 'forbidden' }] })
    const run = runMachine(fillDefinition('Rebuild'), {}, world)
    await expect(run).rejects.toBeInstanceOf(ExecutionFailed)
    await expect(run).rejects.toMatchObject({ reason: 'StudiesNotListed', message: 'a/b: forbidden' })
    expect(world.calls.at(-1)).toBe('update-catalog {}')
  })

  test('fails for a study whose tables could not be registered', async () => {
    const unregistered = ['b', 'c'].map((study) => ({ app: 'a', study, code: 'catalog-conflict' }))
    await expect(runMachine(fillDefinition('Rebuild'), {}, makeWorld({ unregistered }))).rejects.toMatchObject({
      reason: 'StudiesNotRegistered',
      message: 'a/b: catalog-conflict, a/c: catalog-conflict',
    })
  })
})
