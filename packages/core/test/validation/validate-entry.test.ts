import {
  allowancesFor,
  MOBILE_TOOLBOX_ANDROID,
  openArchive,
  parseJson,
  type Allowance,
  type JsonValue,
  type ArchiveEntry,
} from '@bridge-downstream/core'
import { describe, expect, test } from 'vitest'
import { createValidator, validateElements, validateEntry, type EntryValidation, type Validator } from '../../src/validation/index.js'
import { fixturesAreThere, readFixture, sayLeftOut } from '../support/fixtures.js'
import { compileOne, mirrorSource, MOBILE_CLIENT_JSON } from './schema-sources.js'

const { allowances } = MOBILE_TOOLBOX_ANDROID

test('at most ten errors are told, and all are counted', async () => {
  const compiled = await compileOne({ items: { type: 'integer' } })
  const outcome = validateEntry(compiled, Array(1_000).fill('x'), { file: 'a.json' })
  expect(outcome).toEqual({
    isValid: false,
    schemaUrl: 'https://example.org/schema.json',
    errors: Array.from({ length: 10 }, (_, i) => ({
      pointer: `/${i}`,
      keyword: 'type',
      params: { type: 'integer' },
      message: 'must be integer',
    })),
    errorCount: 1_000,
    toleratedCount: 0,
    isComplete: true,
  })
  expect(validateEntry(compiled, Array(1_000).fill('x'), { file: 'a.json', maxErrors: 1 }).errors).toHaveLength(1)
})

test('elements that come one by one are validated as the array that they are', async () => {
  const elements = Array.from({ length: 600 }, (_, i): JsonValue => (i % 250 === 249 ? 'x' : i))
  for (const schema of [{ items: { type: 'integer' } }, { items: { type: 'integer' }, minItems: 1_000 }]) {
    const compiled = await compileOne(schema)
    const outcome = validateElements(compiled, elements.values(), { file: 'a.json' })
    expect(outcome).toEqual(validateEntry(compiled, elements, { file: 'a.json' }))
    expect(outcome.errors.map(({ pointer }) => pointer)).toEqual(
      ['minItems' in schema ? '' : '/249', '/249', '/499'].slice('minItems' in schema ? 0 : 1),
    )
  }
})

test('a file is not valid where it was not looked at as a whole, though all that was seen is tolerated', async () => {
  const tolerated: Allowance = { file: 'a.json', keyword: 'type', pointer: '/a/*' }
  const compiled = await compileOne({ properties: { a: { items: { type: 'integer' } } } })
  const outcome = validateEntry(compiled, { a: Array(20_000).fill('x') }, { file: 'a.json', allowances: [tolerated] })
  expect(outcome).toEqual({
    isValid: false,
    schemaUrl: compiled.url,
    errors: [
      {
        pointer: '',
        keyword: 'tooManyErrors',
        params: { limit: 10_000 },
        message: 'has more than 10000 errors, of which the rest was not looked at',
      },
    ],
    errorCount: 1,
    toleratedCount: 10_000,
    isComplete: false,
  })
})

describe('allowances', () => {
  const allow = (allowance: Partial<Allowance>): Allowance => ({ file: 'a.json', keyword: 'type', pointer: '/*/b', ...allowance })

  test.each<[string, object, string, Allowance, number]>([
    ['fits', { type: 'integer' }, 'null', allow({}), 1],
    ['is for another file', { type: 'integer' }, 'null', allow({ file: 'b.json' }), 0],
    ['is for another keyword', { type: 'integer' }, 'null', allow({ keyword: 'enum' }), 0],
    ['is for another place', { type: 'integer' }, 'null', allow({ pointer: '/*/c' }), 0],
    ['is for a place above', { type: 'integer' }, 'null', allow({ pointer: '/*' }), 0],
    ['is for any place of that depth', { type: 'integer' }, 'null', allow({ pointer: '/*/*' }), 1],
    ['spells its place as an expression', { type: 'integer' }, 'null', allow({ pointer: '/./b' }), 0],
    ['expects this type', { type: 'integer' }, 'null', allow({ expected: 'integer' }), 1],
    ['expects another type', { type: 'integer' }, 'null', allow({ expected: 'string' }), 0],
    ['expects one of several types', { type: ['integer', 'string'] }, 'null', allow({ expected: 'integer' }), 0],
    ['is for this value', { type: 'integer' }, 'null', allow({ value: null }), 1],
    ['is for another value', { type: 'integer' }, '"x"', allow({ value: null }), 0],
    ['is for a text', { enum: ['a'] }, '"acceleration"', allow({ keyword: 'enum', value: 'acceleration' }), 1],
    ['is for another text', { enum: ['a'] }, '"b"', allow({ keyword: 'enum', value: 'acceleration' }), 0],
    ['is for this property', { required: ['x'] }, '{}', allow({ keyword: 'required', property: 'x' }), 1],
    ['is for another property', { required: ['x'] }, '{}', allow({ keyword: 'required', property: 'y' }), 0],
    ['has a property where there is none', { type: 'integer' }, 'null', allow({ property: 'x' }), 0],
    [
      'is for a property too many',
      { additionalProperties: false },
      '{"x":1}',
      allow({ keyword: 'additionalProperties', property: 'x' }),
      1,
    ],
  ])('one that %s', async (_, schema, value, allowance, toleratedCount) => {
    const compiled = await compileOne({ items: { properties: { b: schema } } })
    const outcome = validateEntry(compiled, parseJson(`[{"b":${value}}]`), { file: 'a.json', allowances: [allowance] })
    expect([outcome.toleratedCount, outcome.errorCount, outcome.isValid]).toEqual([
      toleratedCount,
      1 - toleratedCount,
      toleratedCount === 1,
    ])
  })

  test('are for the value at its place also beyond the first slice', async () => {
    const compiled = await compileOne({ items: { properties: { b: { enum: ['a'] } } } })
    const document: JsonValue[] = Array.from({ length: 700 }, (_, i) => ({ b: i === 600 ? 'other' : 'acceleration' }))
    const allowance = allow({ keyword: 'enum', value: 'acceleration' })
    const outcome = validateEntry(compiled, document, { file: 'a.json', allowances: [allowance] })
    expect([outcome.errors.map(({ pointer }) => pointer), outcome.toleratedCount]).toEqual([['/600/b'], 699])
  })

  test('of Mobile Toolbox on Android, file by file', async () => {
    const strict = { type: 'object', additionalProperties: false, required: ['type', 'appName', 'files', 'stepPath'] }
    const motion = {
      items: { required: ['stepPath', 'x'], properties: { sensorType: { enum: ['gyro'] }, n: { type: 'integer' }, t: { type: 'string' } } },
    }
    const outcomeOf = async (schema: object, file: string, text: string): Promise<string[]> => {
      const compiled = await compileOne(schema)
      const outcome = validateEntry(compiled, parseJson(text), { file, allowances })
      return outcome.errors.map(({ pointer, keyword, params }) => `${pointer} ${keyword} ${Object.values(params)[0] as string}`)
    }
    expect(await outcomeOf(strict, 'metadata.json', '{}')).toEqual([' required type', ' required stepPath'])
    expect(await outcomeOf(strict, 'weather.json', '{}')).toEqual([' required appName', ' required files', ' required stepPath'])
    expect(await outcomeOf({ ...strict, required: [] }, 'taskData.json', '{"type":1}')).toEqual([])
    expect(await outcomeOf({ ...strict, required: [] }, 'taskData.json', '{"type":1,"more":1}')).toEqual([' additionalProperties more'])
    expect(await outcomeOf(motion, 'motion.json', '[{"sensorType":"acceleration","n":null,"x":1}]')).toEqual([])
    expect(await outcomeOf(motion, 'motion.json', '[{"sensorType":"magnet","n":"1","t":null}]')).toEqual([
      '/0 required x',
      '/0/sensorType enum gyro',
      '/0/n type integer',
      '/0/t type string',
    ])
    expect(await outcomeOf(motion, 'walk_motion.json', '[{"sensorType":"gyro","x":1}]')).toEqual(['/0 required stepPath'])
  })
})

if (fixturesAreThere) {
  const validator = createValidator(await mirrorSource())

  test('the sample archive is valid by the schemas that the archive map v4.7.2 declares', async () => {
    const outcomes = await validateArchive(validator, 'sample-spelling-5.zip', schemasOf('v4.7.2.json'), [])
    expect([...outcomes].map(([file, { isValid, errorCount, toleratedCount }]) => [file, isValid, errorCount, toleratedCount])).toEqual([
      ['metadata.json', true, 0, 0],
      ['microphone.json', true, 0, 0],
      ['microphone_levels.json', true, 0, 0],
      ['motion.json', true, 0, 0],
      ['taskData.json', true, 0, 0],
      ['weather.json', true, 0, 0],
    ])
  })

  /** Pointers and keywords of what is wrong in each file of one of the hostile archives. */
  async function errorsOf(name: string, clientInfo: string, schemas: ReadonlyMap<string, string>): Promise<Record<string, string[]>> {
    const applicable = allowancesFor({ appId: 'mobile-toolbox', clientInfo })
    const outcomes = await validateArchive(validator, `hostile/${name}.zip`, schemas, applicable)
    return Object.fromEntries(
      [...outcomes].map(([file, { errors }]) => [file, errors.map(({ pointer, keyword }) => `${pointer} ${keyword}`)]),
    )
  }

  const clientInfoOf = (name: string): string =>
    (JSON.parse(new TextDecoder().decode(readFixture('bridge', 'hostile', `${name}.meta.json`))) as { clientinfo: string }).clientinfo

  test('what an Android app writes is tolerated, and the same from iOS is not', async () => {
    const schemas = schemasOf('v4.7.2.json')
    const expected = { 'metadata.json': [' required', ' required'], 'motion.json': ['/0/sensorType enum', '/0/eventAccuracy type'] }
    expect(await errorsOf('android', clientInfoOf('android'), schemas)).toEqual({ 'metadata.json': [], 'motion.json': [] })
    expect(await errorsOf('ios', clientInfoOf('ios'), schemas)).toEqual(expected)
    expect(await errorsOf('android', clientInfoOf('ios'), schemas)).toEqual(expected)
  })

  test('with the older schema of motion, by which each record must have a step path', async () => {
    const schemas = new Map([['motion.json', `${MOBILE_CLIENT_JSON}/v1/MotionRecord.json`]])
    expect(await errorsOf('android', clientInfoOf('android'), schemas)).toEqual({ 'motion.json': [] })
    const { 'motion.json': broken } = await errorsOf('ios', clientInfoOf('ios'), schemas)
    expect(broken).toHaveLength(10)
    expect(broken!.slice(0, 3)).toEqual(['/0 required', '/0/sensorType enum', '/0/eventAccuracy type'])
  })
} else test('archives', () => sayLeftOut('validation of the sample archive and of two hostile ones, 3 cases'))

/** The schemas that an archive map declares for files of Mobile Toolbox, by file; `microphone.json` means `microphone_levels.json`. */
function schemasOf(map: string): ReadonlyMap<string, string> {
  interface File {
    readonly filename: string
    readonly jsonSchema?: string
  }
  interface ArchiveMap {
    readonly anyOf: readonly File[]
    readonly apps: readonly {
      readonly appId: string
      readonly default: readonly { readonly files: readonly File[] }[]
      readonly anyOf: readonly File[]
    }[]
  }
  const { anyOf, apps } = JSON.parse(new TextDecoder().decode(readFixture('bridge', 'archive-maps', map))) as ArchiveMap
  const app = apps.find(({ appId }) => appId === 'mobile-toolbox')!
  const files = [...anyOf, ...app.default.flatMap((group) => group.files), ...app.anyOf]
  const declared = new Map(files.flatMap(({ filename, jsonSchema }) => (jsonSchema === undefined ? [] : [[filename, jsonSchema]])))
  return new Map([...declared, ['microphone.json', declared.get('microphone_levels.json')!]])
}

async function validateArchive(
  validator: Validator,
  name: string,
  schemas: ReadonlyMap<string, string>,
  applicable: readonly Allowance[],
): Promise<Map<string, EntryValidation>> {
  const { entries } = openArchive(readFixture('bridge', ...name.split('/')), { name })
  const outcomes = new Map<string, EntryValidation>()
  for (const entry of entries) {
    const url = schemas.get(entry.path)
    if (url !== undefined)
      outcomes.set(entry.path, validateEntry(await validator.compile(url), valueOf(entry), { file: entry.path, allowances: applicable }))
  }
  return outcomes
}

function valueOf(entry: ArchiveEntry): JsonValue {
  return parseJson(new TextDecoder().decode(entry.read()))
}
