import { chooseRecords, RECORD_TRAITS, timeOf, type RecordCandidate, type RecordTrait, type RecordTraits } from '@bridge-downstream/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

function candidate(
  recordId: string,
  traits: RecordTraits,
  metadata: Readonly<Record<string, string>> = {},
  archive = recordId,
): RecordCandidate {
  return { archive: `${archive}.zip`, recordId, metadata, traits }
}

/** Values of each group, and its archives in their order. */
function groups(candidates: readonly RecordCandidate[], ...by: RecordTrait[]): [(string | undefined)[], string[]][] {
  return chooseRecords(candidates, by).map(({ traits, candidates: inOrder }) => [
    [...traits.values()],
    inOrder.map(({ archive }) => archive.replace('.zip', '')),
  ])
}

const on = (exportedon: string): Record<string, string> => ({ exportedon })

describe('one record for each combination of traits', () => {
  test('by one trait, versions in the order of their numbers, the unknown last', () => {
    const all = ['9', '10', undefined, '1.2', '9'].map((appVersion, i) =>
      candidate(`r${i}`, appVersion === undefined ? {} : { appVersion }),
    )
    expect(groups(all, 'appVersion')).toEqual([
      [['1.2'], ['r3']],
      [['9'], ['r0', 'r4']],
      [['10'], ['r1']],
      [[undefined], ['r2']],
    ])
  })

  test('by several', () => {
    const all = [
      candidate('a', { assessment: 'walk', revision: '2', os: 'iOS' }),
      candidate('b', { assessment: 'walk', revision: '2', os: 'Android' }),
      candidate('c', { assessment: 'walk', revision: '10', os: 'iOS' }),
      candidate('d', { assessment: 'spell', revision: '2', os: 'iOS' }),
      candidate('e', { assessment: 'walk', revision: '2', os: 'iOS' }),
    ]
    expect(groups(all, 'assessment', 'revision', 'os')).toEqual([
      [['spell', '2', 'iOS'], ['d']],
      [['walk', '2', 'Android'], ['b']],
      [
        ['walk', '2', 'iOS'],
        ['a', 'e'],
      ],
      [['walk', '10', 'iOS'], ['c']],
    ])
  })

  test('by nothing it is one record of all', () => expect(groups([candidate('b', {}), candidate('a', {})])).toEqual([[[], ['a', 'b']]]))

  test('of none it is none', () => expect(chooseRecords([], ['os'])).toEqual([]))
})

describe('the chosen one', () => {
  test('is the earliest by export, else by upload, whatever the zones', () => {
    const all = [
      candidate('a', {}, on('2022-02-15T18:48:16.167Z')),
      candidate('b', {}, on('2022-02-15T10:48:16.166-08:00')),
      candidate('c', {}, { uploadedon: '2022-02-15T18:48:16Z', exportedon: 'yesterday' }),
      candidate('d', {}, { uploadedon: '2021-01-01T00:00:00Z', exportedon: '2023-01-01T00:00:00Z' }),
    ]
    expect(groups(all)).toEqual([[[], ['c', 'b', 'a', 'd']]])
  })

  test('is one with a time before one without, then the first by record id, then by archive', () => {
    const time = on('2022-01-01T00:00:00Z')
    const all = [
      candidate('z', {}, time),
      candidate('y', {}, time, 'y2'),
      candidate('y', {}, time, 'y1'),
      candidate('b', {}),
      candidate('a', {}, on('2022-01-01T00:00:00')),
    ]
    expect(groups(all)).toEqual([[[], ['y1', 'y2', 'z', 'a', 'b']]])
  })

  test('does not depend on the order, and every candidate is in one group', () => {
    const traits = fc.dictionary(fc.constantFrom(...RECORD_TRAITS), fc.constantFrom('1', '2', '10', 'x', '__proto__'))
    const times = fc.constantFrom<Record<string, string>>(
      {},
      on('2022-01-01T00:00:00Z'),
      on('2022-01-01T01:00:00+01:00'),
      on('2023-01-01T00:00:00Z'),
    )
    const all = fc
      .array(fc.tuple(traits, times, fc.constantFrom('r1', 'r2')), { maxLength: 12 })
      .map((parts) => parts.map(([t, metadata, recordId], i) => candidate(recordId, t, metadata, `${i}`)))
    const shuffled = all.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })))
    fc.assert(
      fc.property(shuffled, fc.subarray([...RECORD_TRAITS]), ([list, other], by) => {
        const chosen = chooseRecords(list, by)
        expect(chooseRecords(other, by)).toEqual(chosen)
        expect(chosen.flatMap(({ candidates }) => candidates.map(({ archive }) => archive)).sort()).toEqual(
          list.map(({ archive }) => archive).sort(),
        )
        const keys = chosen.map((group) => JSON.stringify([...group.traits.values()].map((value) => value ?? null)))
        expect(new Set(keys).size).toBe(chosen.length)
        for (const { traits: values, candidates } of chosen)
          for (const one of candidates) for (const trait of by) expect(one.traits[trait]).toBe(values.get(trait))
      }),
    )
  })
})

test('a record’s time tells by what it is known', () => {
  expect(timeOf({ exportedon: '2022-02-15T18:48:16.5+01:00', uploadedon: '2022-02-15T18:48:16Z' })).toEqual({
    by: 'exportedon',
    text: '2022-02-15T18:48:16.5+01:00',
    instant: Date.UTC(2022, 1, 15, 17, 48, 16, 500),
  })
  expect(timeOf({ exportedon: '', uploadedon: '2022-02-15T18:48Z' })?.by).toBe('uploadedon')
  expect(timeOf({ uploadedon: '2022-02-30T18:48:16Z' })).toBeUndefined()
})
