import { createMemoryStore, openRegistry, RegistryError, type Store } from '@bridge-downstream/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { formatFamily, parseFamily } from '../../src/pipeline/family-file.js'
import { schemaOf, textsOf } from './registry-files.js'

const KEY = 'registry/motion.json'
const ENTRY = { entryName: 'motion.json' }
const encoder = new TextEncoder()

/** A registry of one dataset in two versions. */
async function fill(): Promise<Store> {
  const store = createMemoryStore()
  const registry = openRegistry(store)
  for (const documents of ['{"a": 1}', '{"a": 1, "b": "x"}', '{"a": "x"}'])
    await registry.register({ ...ENTRY, schema: schemaOf(documents) })
  return store
}

let text = ''
beforeAll(async () => {
  text = (await textsOf(await fill()))[KEY]!
})

function errorOf(damaged: string): RegistryError {
  try {
    parseFamily(encoder.encode(damaged), KEY)
  } catch (error) {
    if (error instanceof RegistryError) return error
    throw error
  }
  throw new Error('It was taken')
}

const HEX = '0'.repeat(64)

/** What somebody may do to a file: where the error points, and what it says. */
const DAMAGE: readonly (readonly [damage: string, edit: (text: string) => string, pointer: string | undefined, what: RegExp])[] = [
  ['nothing in it', () => '', undefined, /The text ends/],
  ['half of it', (text) => text.slice(0, text.length / 2), undefined, /./],
  ['a list', () => '[]', '', /Expected an object/],
  ['no format', (text) => text.replace('"format":1,', ''), '', /"format" is missing/],
  ['a later format', (text) => text.replace('"format":1', '"format":2'), '/format', /Expected one of 1/],
  ['a field twice', (text) => text.replace('"format":1', '"format":1,"format":1'), undefined, /format/],
  ['a field too many', (text) => text.replace('"format":1', '"format":1,"owner":"me"'), '/owner', /Nothing knows a field of this name/],
  [
    'another name',
    (text) => text.replace('"name":"motion"', '"name":"steps"'),
    '/versions/0/dataset',
    /belongs to a dataset of another name/,
  ],
  ['no versions', () => '{"format":1,"name":"motion","versions":[]}', '/versions', /at least one version/],
  ['versions out of order', (text) => text.replace('motion_v1"', 'motion_v3"'), '/versions/1', /order of their numbers/],
  ['a version twice', (text) => text.replace('motion_v1"', 'motion_v2"'), '/versions/1', /order of their numbers/],
  [
    'no identifier',
    (text) => text.replace('"dataset":"motion_v1"', '"dataset":"motion-1"'),
    '/versions/0/dataset',
    /identifier of a dataset/,
  ],
  ['an unknown contract', (text) => text.replace('"evolve"', '"thaw"'), '/versions/0/contract', /"evolve", "freeze", "fork"/],
  ['no entries', (text) => text.replace('["motion.json"]', '[]'), '/versions/0/entries', /at least one entry name/],
  ['an entry that is no text', (text) => text.replace('["motion.json"]', '[7]'), '/versions/0/entries/0', /Expected a text/],
  ['members that are no list', (text) => text.replace(/"members":\[[^\]]*\]/, '"members":{}'), '/versions/0/members', /Expected a list/],
  [
    'a member of another level',
    (text) => text.replace('"members":["fp1:exact', '"members":["fp1:shape'),
    '/versions/0/members/0',
    /fp1:exact/,
  ],
  ['no history', (text) => text.replace(/,"history":\[.*\](?=\},\n)/, ''), '/versions/0', /"history" is missing/],
  [
    'an unknown change',
    (text) => text.replace('"change":"field-added"', '"change":"new"'),
    '/versions/0/history/1/changes/0/change',
    /one of/,
  ],
  ['an unknown verdict', (text) => text.replace('"verdict":"new"', '"verdict":"good"'), '/versions/0/history/0/verdict', /one of/],
  [
    'a history of strangers',
    (text) => text.replace(/"members":\["[^\]]*\]/, `"members":["fp1:exact:${HEX}"]`),
    '/versions/0/history/0/fingerprint',
    /not among the members/,
  ],
  [
    'a schema that was edited',
    (text) => text.replace('"name":"b"', '"name":"c"'),
    '/versions/0/fingerprints/labels',
    /not that of the schema/,
  ],
  [
    'a kind that was edited',
    (text) => text.replace('"kind":"string"', '"kind":"boolean"'),
    '/versions/0/schema/root/types/0/fields/1/types/0/maxLength',
    /Nothing knows/,
  ],
  [
    'an optional that was edited',
    (text) => text.replace('"optional":true', '"optional":false'),
    '/versions/0/fingerprints/exact',
    /not that of the schema/,
  ],
]

describe('a damaged file is an error that says where', () => {
  test.each(DAMAGE)('%s', (_, edit, pointer, what) => {
    const damaged = edit(text)
    expect(damaged).not.toBe(text)
    const error = errorOf(damaged)
    expect({ code: error.code, key: error.place.key, pointer: error.place.pointer }).toEqual({
      code: 'damaged-registry',
      key: KEY,
      pointer,
    })
    expect(error.what).toMatch(what)
    expect(error.hint).toBe(
      pointer === '/format'
        ? 'It is left as it is. A later version of this library has written it: use that one.'
        : 'It is left as it is. Bring back an older copy, or move it away to begin the dataset anew.',
    )
  })

  test('bytes that are no text', () => {
    expect(() => parseFamily(Uint8Array.of(0x7b, 0xff), KEY)).toThrow(expect.objectContaining({ code: 'damaged-registry' }))
  })

  test('wherever a byte is missing, the file is refused or means the same', () => {
    const same = parseFamily(encoder.encode(text), KEY)
    let refused = 0
    for (let at = 0; at < text.length; at++) {
      const damaged = text.slice(0, at) + text.slice(at + 1)
      try {
        // Texts that nothing refers to can differ: reasons, paths, entry names.
        const { name, versions } = parseFamily(encoder.encode(damaged), KEY)
        const keep = ({ dataset, contract, fingerprints, members, schema }: (typeof versions)[number]): unknown => [
          dataset,
          contract,
          fingerprints,
          members,
          schema,
        ]
        expect([name, versions.map(keep)]).toEqual([same.name, same.versions.map(keep)])
      } catch (error) {
        if (!(error instanceof RegistryError)) throw error
        refused++
      }
    }
    console.info(`${refused} of ${text.length} files without one byte are refused`)
    expect(refused).toBeGreaterThan(text.length * 0.8)
  })
})

test('a file comes back as it was written, to the byte', () => {
  expect(new TextDecoder().decode(formatFamily(parseFamily(encoder.encode(text), KEY)))).toBe(text)
})

test('a file that somebody has laid out anew, with its lists in another order, means the same', () => {
  const parsed = JSON.parse(text) as { versions: { members: string[] }[] }
  for (const version of parsed.versions) version.members = [...version.members, version.members[0]!].reverse()
  const laidOut = encoder.encode(JSON.stringify(parsed, null, 4))
  expect(new TextDecoder().decode(formatFamily(parseFamily(laidOut, KEY)))).toBe(text)
})

describe('a registry with a damaged file', () => {
  const damagedStore = async (): Promise<Store> => {
    const store = await fill()
    await store.put(KEY, encoder.encode('{"format":1}'))
    return store
  }

  test.each([
    ['a schema is registered', (store: Store) => openRegistry(store).register({ ...ENTRY, schema: schemaOf('{"a": 1}') })],
    [
      'a schema is given to it',
      (store: Store) => openRegistry(store).register({ ...ENTRY, dataset: 'motion_v1', schema: schemaOf('{"a": 1}') }),
    ],
    ['another entry comes', (store: Store) => openRegistry(store).register({ entryName: 'steps.json', schema: schemaOf('{"a": 1}') })],
    ['its contract is changed', (store: Store) => openRegistry(store).setContract('motion_v1', 'freeze')],
    ['all are read', (store: Store) => openRegistry(store).families()],
    ['it is read', (store: Store) => openRegistry(store).family('motion')],
  ])('%s: an error, and it stays as it is', async (_, use) => {
    const store = await damagedStore()
    await expect(use(store)).rejects.toMatchObject({ name: 'RegistryError', code: 'damaged-registry', place: { key: KEY, pointer: '' } })
    expect(await textsOf(store)).toEqual({ [KEY]: '{"format":1}' })
  })

  test('a file under the name of another dataset', async () => {
    const store = await fill()
    await store.put('registry/steps.json', encoder.encode(text))
    await expect(openRegistry(store).families()).rejects.toMatchObject({
      code: 'damaged-registry',
      place: { key: 'registry/steps.json', pointer: '/name' },
    })
  })

  test('what is no JSON file at its top is not looked at', async () => {
    const store = await fill()
    await store.put('registry/README.md', encoder.encode('Do not edit.'))
    await store.put('registry/old/motion.json', encoder.encode('{}'))
    expect((await openRegistry(store).families()).map(({ name }) => name)).toEqual(['motion'])
  })
})
