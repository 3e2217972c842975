import { bucketDocuments, parseJson, type Bucket, type JsonValue } from '@bridge-downstream/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { documents as anyDocument } from '../support/documents.js'
import { shuffle, shuffleKeys } from '../support/shuffle.js'

/** Documents named after their positions: `0`, `1`, … */
function bucket(values: readonly JsonValue[]): Bucket[] {
  return bucketDocuments(values.map((value, i) => ({ name: String(i), value })))
}

/** Names of the documents of each group. */
function groupsOf(values: readonly JsonValue[]): string[][] {
  return bucket(values).map(({ documents }) => [...documents].sort((a, b) => Number(a) - Number(b)))
}

function repeat<T>(times: number, make: (i: number) => T): T[] {
  return Array.from({ length: times }, (_, i) => make(i))
}

describe('laws', () => {
  /** Piles in which there is something to find: a few kinds with optional keys, constants, and values of any structure. */
  const pile = fc
    .array(
      fc.record({
        kind: fc.constantFrom('order', 'person', 'note'),
        extra: fc.option(fc.tuple(fc.constantFrom('a', 'b', 'name', '__proto__', '2024-01-01'), anyDocument)),
        tagged: fc.boolean(),
        value: anyDocument,
      }),
      { maxLength: 30 },
    )
    .map((drafts) =>
      drafts.map(({ kind, extra, tagged, value }): JsonValue => {
        const fields: [string, JsonValue][] = [
          ['id', 1],
          [kind, value],
          ...(extra ? [extra] : []),
          ...(tagged ? [['type', kind] as [string, JsonValue]] : []),
        ]
        return Object.fromEntries(fields)
      }),
    )

  test('the order of documents, and of keys, does not matter', () => {
    fc.assert(
      fc.property(pile, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (values, random) => {
        const named = values.map((value, i) => ({ name: `${i}.json`, value }))
        const shuffled = shuffle(named, random).map(({ name, value }) => ({ name, value: shuffleKeys(value, random) }))
        expect(bucketDocuments(shuffled)).toEqual(bucketDocuments(named))
      }),
      { numRuns: 200 },
    )
  })

  test('every document is in one group, identifiers differ, and the counts are right', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            anyDocument.map((value) => [value]),
            pile,
          ),
          { maxLength: 20 },
        ),
        (piles) => {
          const values = piles.flat()
          const buckets = bucket(values)
          const names = buckets.flatMap(({ documents }) => documents).sort((a, b) => Number(a) - Number(b))
          expect(names).toEqual(values.map((_, i) => String(i)))
          expect(new Set(buckets.map(({ identifier }) => identifier.toLowerCase())).size).toBe(buckets.length)
          for (const { identifier, documents, documentCount, shapeCount } of buckets) {
            expect(identifier).toMatch(/^\w+_v1$/)
            expect(documentCount).toBe(documents.length)
            expect(shapeCount).toBeGreaterThan(0)
            expect(shapeCount).toBeLessThanOrEqual(documentCount)
          }
        },
      ),
    )
  })

  test('more documents of the same shapes change the counts and nothing else', () => {
    const values = repeat(12, (i): JsonValue =>
      i % 2 === 0 ? { id: i, order: { lines: [{ n: i }], total: 1 } } : { id: i, person: { first: 'x', last: 'y' } },
    )
    const [once, thrice] = [bucket(values), bucket([...values, ...values, ...values])]
    expect(thrice.map(({ reason, shapeCount }) => ({ reason, shapeCount }))).toEqual(
      once.map(({ reason, shapeCount }) => ({ reason, shapeCount })),
    )
    expect(thrice.map(({ documentCount }) => documentCount)).toEqual(once.map(({ documentCount }) => documentCount * 3))
  })
})

describe('a discriminator', () => {
  const resource = (i: number): JsonValue =>
    i % 2 === 0
      ? { resourceType: 'Patient', id: `p${i}`, name: [{ family: 'F' }], ...(i % 4 === 0 ? { birthDate: '2000-01-01' } : {}) }
      : { resourceType: 'Observation', id: `o${i}`, code: { text: 't' }, valueQuantity: { value: i, unit: 'kg' } }

  test('makes the groups; its values are the reasons and the names', () => {
    expect(bucket(repeat(20, resource))).toEqual([
      {
        identifier: 'Observation_v1',
        reason: { kind: 'discriminator', path: '$.resourceType', value: 'Observation' },
        documents: repeat(10, (i) => String(i * 2 + 1)).sort(),
        documentCount: 10,
        shapeCount: 1,
      },
      {
        identifier: 'Patient_v1',
        reason: { kind: 'discriminator', path: '$.resourceType', value: 'Patient' },
        documents: repeat(10, (i) => String(i * 2)).sort(),
        documentCount: 10,
        shapeCount: 2,
      },
    ])
  })

  test('may be nested, in an envelope that all kinds share', () => {
    const point = (name: string, body: JsonValue) => (i: number) => ({
      header: { id: `id-${i}`, created: '2024-01-01T00:00:00Z', schema_id: { namespace: 'omh', name, version: '1.0' } },
      body,
    })
    const buckets = bucket([
      ...repeat(6, point('body-weight', { body_weight: { value: 70, unit: 'kg' } })),
      ...repeat(6, point('step-count', { steps: 5, device: { model: 'x' } })),
      ...repeat(6, point('heart-rate', { heart_rate: { value: 60, unit: 'bpm' }, posture: 'sitting' })),
    ])
    expect(buckets.map(({ identifier, reason, documentCount }) => ({ identifier, reason, documentCount }))).toEqual(
      ['body-weight', 'heart-rate', 'step-count'].map((value) => ({
        identifier: `${value.replace('-', '_')}_v1`,
        reason: { kind: 'discriminator', path: '$.header.schema_id.name', value },
        documentCount: 6,
      })),
    )
  })

  test('a field of constants that does not go with the shape is none', () => {
    const buckets = bucket(
      repeat(40, (i) => ({ id: i, status: ['open', 'closed', 'draft'][i % 3]!, type: ['x', 'y'][(i >> 2) % 2]!, total: i })),
    )
    expect(buckets.map(({ reason }) => reason)).toEqual([{ kind: 'similarity', keys: ['id', 'status', 'total', 'type'] }])
  })

  test('a field that speaks of something in the document, not of the document, is none', () => {
    const event = (i: number): JsonValue => {
      const sender = { login: 'someone', type: i % 7 === 0 ? 'Organization' : 'User', ...(i % 7 === 0 ? { members: 3 } : {}) }
      return [{ issue: { number: 1, title: 't' } }, { release: { tag: 'v1', draft: false } }, { page: { path: '/', views: 3 } }].map(
        (own) => ({ sender, ...own }),
      )[i % 3]!
    }
    expect(bucket(repeat(63, event)).map(({ reason }) => reason)).toEqual([
      { kind: 'similarity', keys: ['issue', 'sender'] },
      { kind: 'similarity', keys: ['page', 'sender'] },
      { kind: 'similarity', keys: ['release', 'sender'] },
    ])
  })

  test('fields that a convention reserves are taken at their word, and shown also where one document has the value', () => {
    const values = ['Person', 'Place'].map((value) => ({ '@type': value, name: 'n' }))
    expect(bucket(values).map(({ reason }) => reason)).toEqual([
      { kind: 'discriminator', path: '$["@type"]', value: 'Person' },
      { kind: 'discriminator', path: '$["@type"]', value: 'Place' },
    ])
  })

  test('a value that only one document has is not shown', () => {
    const values = [...repeat(20, resource), { resourceType: 'Rare_secret', id: 'r', deceased: { at: 'x', by: 'y' } }]
    const buckets = bucket(values)
    expect(buckets.at(-1)).toMatchObject({ documents: ['20'], reason: { kind: 'single' } })
    expect(JSON.stringify(buckets)).not.toContain('secret')
  })

  test('no value of a document is shown where a group stands by its paths', () => {
    const secret = 'SECRET'
    const buckets = bucket(repeat(30, (i) => ({ diagnosis: `${secret}${i % 2}`, note: secret, person: { name: secret } })))
    expect(JSON.stringify(buckets)).not.toContain(secret)
  })
})

describe('keys', () => {
  const event = (i: number, own: JsonValue): JsonValue => ({
    action: 'done',
    repository: { id: i, name: 'r', url: 'u' },
    sender: { id: i },
    ...(own as object),
  })

  test('kinds that share most of their paths are told apart by the keys that they do not share', () => {
    const values = [
      ...repeat(5, (i) => event(i, { issue: { title: 't', body: 'b', labels: [] }, ...(i < 2 ? { label: { name: 'l' } } : {}) })),
      ...repeat(5, (i) => event(i, { release: { tag: 't', assets: [] } })),
      ...repeat(4, (i) => event(i, { label: { name: 'l' } })),
      ...repeat(3, (i) => event(i, {})),
    ]
    expect(groupsOf(values)).toEqual([
      ['0', '1', '2', '3', '4'],
      ['5', '6', '7', '8', '9'],
      ['10', '11', '12', '13'],
      ['14', '15', '16'],
    ])
  })

  test('documents of two kinds that share only generic keys do not merge', () => {
    const values = [
      ...repeat(6, (i) => ({ id: i, name: 'n', url: 'u', price: 1, currency: 'EUR', ...(i % 2 ? { discount: 1 } : {}) })),
      ...repeat(6, (i) => ({ id: i, name: 'n', url: 'u', email: 'e', phone: 'p' })),
    ]
    expect(groupsOf(values).map((names) => names.length)).toEqual([6, 6])
  })

  test('optional fields, nulls and empty containers do not split', () => {
    const values = repeat(64, (i): JsonValue => ({
      id: i,
      name: i % 3 === 0 ? null : 'n',
      tags: i % 2 === 0 ? [] : ['x'],
      lines: i % 5 === 0 ? [] : [{ sku: 's', n: i }],
      meta: i % 4 === 0 ? {} : { at: 't' },
      ...(i % 7 === 0 ? { note: { text: 't', by: 'b' } } : {}),
      ...(i % 6 === 0 ? { address: { street: 's', city: 'c', geo: { lat: 1, lon: 2 } } } : {}),
      ...(i % 8 === 0 ? { phone: 'p' } : {}),
    }))
    expect(bucket(values)).toHaveLength(1)
  })

  test('forms of one field (valueString, valueQuantity) do not split', () => {
    const forms = [
      { valueCodeableConcept: { text: 't', coding: [] } },
      { valueQuantity: { value: 1, unit: 'kg' } },
      { valueRange: { low: 1, high: 2 } },
    ]
    expect(bucket(repeat(30, (i) => ({ code: 'c', subject: 's', time: 't', ...forms[i % 3] })))).toHaveLength(1)
  })

  test('an optional object that kinds share does not gather them', () => {
    const values = repeat(120, (i) => ({
      id: i,
      [`event_${i % 4}`]: { [`a${i % 4}`]: 1, [`b${i % 4}`]: 2, [`c${i % 4}`]: 3 },
      ...(i % 3 === 0 ? { location: { lat: 1, lon: 2 } } : {}),
    }))
    expect(bucket(values).map(({ reason, documentCount }) => ({ reason, documentCount }))).toEqual(
      repeat(4, (k) => ({ reason: { kind: 'similarity', keys: [`event_${k}`, 'id'] }, documentCount: 30 })),
    )
  })

  test('maps do not split, at the top and below', () => {
    const values = repeat(20, (i): JsonValue => ({
      totals: { [`2024-01-${10 + i}`]: i },
      byUser: { [`P00${i}`]: { score: 1 }, [`P01${i}`]: { score: 2 } },
      id: i,
    }))
    expect(bucket(values)).toMatchObject([{ documentCount: 20, shapeCount: 1 }])
    expect(bucket(repeat(20, (i) => ({ [`2024-02-${10 + i}`]: i })))).toMatchObject([{ documentCount: 20, shapeCount: 1 }])
    expect(
      bucketDocuments(
        repeat(2, (i) => ({ name: 'a.json', value: { [`2024-02-${10 + i}`]: i } })),
        { maps: 'never' },
      ),
    ).toHaveLength(2)
  })

  test('scalars, arrays and empty objects stand by what they are', () => {
    const groups = groupsOf(['a', 1, 'b', [1], {}, [], null, true, 2.5])
    expect(new Set(groups.map((names) => names.join()))).toEqual(new Set(['0,2', '1,8', '3,5', '4', '6', '7']))
  })

  test('nothing gives nothing', () => {
    expect(bucket([])).toEqual([])
  })
})

describe('names', () => {
  test('the entry gives the name where all documents are from entries of one name', () => {
    const value = { sensor: { x: 1, y: 2 } }
    expect(
      bucketDocuments(['r1.zip/motion.json#0', 'r1.zip/motion.json#1', 'r2.zip/motion.json'].map((name) => ({ name, value }))),
    ).toMatchObject([{ identifier: 'motion_v1' }])
  })

  test('two groups that want one name get suffixes', () => {
    const buckets = bucketDocuments([
      { name: 'x/a.json', value: { order: { n: 1, total: 2 } } },
      { name: 'y/a.json', value: { person: { first: 'f', last: 'l' } } },
    ])
    expect(buckets.map(({ identifier }) => identifier)).toEqual([
      expect.stringMatching(/^a_[0-9a-f]{8}_v1$/),
      expect.stringMatching(/^a_[0-9a-f]{8}_v1$/),
    ])
  })
})

describe('hostile documents', () => {
  test('keys that JavaScript knows are keys like any other', () => {
    const values = repeat(4, (i) =>
      parseJson(i % 2 === 0 ? '{"__proto__":{"a":1,"b":2},"constructor":1}' : '{"toString":{"c":1,"d":2},"hasOwnProperty":1}'),
    )
    expect(groupsOf(values)).toEqual([
      ['0', '2'],
      ['1', '3'],
    ])
  })

  test('an object of 100,000 keys is a map', () => {
    const wide = (prefix: string): JsonValue => Object.fromEntries(repeat(100_000, (i) => [`${prefix}${i}x`, i]))
    expect(bucket([{ a: wide('k') }, { a: wide('l') }, wide('m')])).toMatchObject([
      { documentCount: 2, shapeCount: 1 },
      { documentCount: 1 },
    ])
  })

  test('containers that nest 1,000 deep, long arrays and long strings', () => {
    const deep = parseJson(`${'{"a":'.repeat(999)}1${'}'.repeat(999)}`)
    const long = { list: repeat(200_000, (i) => i), text: 'x'.repeat(1_000_000) }
    expect(bucket([deep, deep, long])).toMatchObject([{ documentCount: 2, shapeCount: 1 }, { documentCount: 1 }])
  })

  test('keys of a megabyte are cut where they are shown', () => {
    const key = 'k'.repeat(1_000_000)
    const [only] = bucket([{ [key]: 1 }, { [key]: 2 }])
    expect(only!.reason).toEqual({ kind: 'similarity', keys: [`${'k'.repeat(200)}…`] })
    expect(only!.identifier.length).toBeLessThan(210)
  })

  test('5,000 documents without anything in common', { timeout: 30_000 }, () => {
    expect(bucket(repeat(5_000, (i) => ({ [`only${i}x`]: { [`a${i}x`]: 1, [`b${i}x`]: 'v' } })))).toHaveLength(5_000)
  })

  test('many fields of constants in many combinations', { timeout: 30_000 }, () => {
    const value = (i: number): JsonValue =>
      Object.fromEntries(
        repeat(150, (k) => [`field_${k}`, k])
          .filter(([, k]) => (i * 31 + (k as number) * 7) % 5 !== 0)
          .map(([name, k]) => [name, `v${(i * (k as number)) % 200}`]),
      )
    expect(bucket(repeat(1_000, value)).reduce((sum, { documentCount }) => sum + documentCount, 0)).toBe(1_000)
  })
})
