import { parseJson, SchemaError, stringifyJson, type JsonValue } from '@bridge-downstream/core'
import { Ajv, type ErrorObject } from 'ajv'
import { expect, test } from 'vitest'
import { toPlain } from '../../src/json/to-plain.js'
import { createValidator } from '../../src/validation/index.js'
import { fixturesAreThere, sayLeftOut } from '../support/fixtures.js'
import { mirrorSource, MOBILE_CLIENT_JSON, readMirror } from './schema-sources.js'

interface Mirrored {
  readonly url: string
  /** Version and file, for short. */
  readonly name: string
  readonly schema: { readonly [keyword: string]: JsonValue }
}

interface Example {
  readonly url: string
  readonly name: string
  readonly example: JsonValue
}

/** The examples that authors put into their schemas: of a file, of its definitions, and of the elements of an array. */
function examplesOf({ url, name, schema }: Mirrored): Example[] {
  const below = (pointer: string, at: unknown): Example[] => {
    const examples = (at as { examples?: readonly JsonValue[] } | undefined)?.examples ?? []
    return examples.map((example) => ({ url: `${url}#${pointer}`, name: `${name}#${pointer}`, example }))
  }
  const definitions = Object.entries((schema['definitions'] ?? {}) as object)
  return [
    ...below('', schema),
    ...below('/items', schema['items']),
    ...definitions.flatMap(([key, definition]) => below(`/definitions/${key}`, definition)),
  ]
}

if (fixturesAreThere) {
  const mirror: Mirrored[] = [...readMirror()].map(([url, bytes]) => ({
    url,
    name: url.replace(`${MOBILE_CLIENT_JSON}/`, ''),
    schema: toPlain(parseJson(new TextDecoder().decode(bytes))) as Mirrored['schema'],
  }))
  const validator = createValidator(await mirrorSource())

  test('all schemas compile, but those whose authors refer to what is not there', async () => {
    expect(mirror.length).toBeGreaterThan(60)
    const failures: string[] = []
    for (const { url, name } of mirror) {
      try {
        await validator.compile(url)
      } catch (error) {
        if (!(error instanceof SchemaError)) throw error
        failures.push(`${name} ${error.code} ${error.place.pointer}`)
      }
    }
    expect(failures).toEqual([
      'v0/CohortNavigationRuleObject.json schema-invalid /properties/operator/$ref',
      'v0/JsonChoiceObject.json schema-invalid /properties/icon/$ref',
      'v0/JsonSurveyRuleObject.json schema-invalid /properties/ruleOperator/$ref',
      'v0/StandardPermission.json schema-invalid /properties/permissionType/$ref',
    ])
  })

  test('where the mirrored documents lead: relative references, anchors of other files, an $id of another place', async () => {
    const documents = async (file: string): Promise<string[]> => {
      const { documents: found } = await validator.compile(`${MOBILE_CLIENT_JSON}/${file}`)
      return found.map(({ url }) => url.replace(`${MOBILE_CLIENT_JSON}/`, '')).sort()
    }
    expect(await documents('v2/WeatherResult.json')).toEqual(['v2/ResultData.json', 'v2/WeatherResult.json'])
    // The $id of these is a URL at another host, which the mirror does not have.
    expect(await documents('v0/WeatherResult.json')).toEqual([
      'v0/Category.json',
      'v0/Precipitation.json',
      'v0/ResultData.json',
      'v0/WeatherResult.json',
      'v0/Wind.json',
    ])
    expect(await documents('v0/MotionRecord.json')).toEqual(['v0/AsyncActionConfiguration.json', 'v0/MotionRecord.json'])
  })

  test('the examples of the current schemas are valid, but those whose authors forgot something', async () => {
    const broken = new Set<string>()
    let count = 0
    for (const { url, name, example } of mirror
      .filter((each) => each.name.startsWith('v2/') || each.name.startsWith('v3/'))
      .flatMap(examplesOf)) {
      count++
      if ((await validator.compile(url)).validate(example).length > 0) broken.add(name)
    }
    expect(count).toBeGreaterThan(100)
    expect([...broken]).toEqual([
      'v2/Node.json#/definitions/SimpleQuestionStepObject',
      'v2/TextInputItem.json#/definitions/DoubleTextInputItemObject',
      'v2/TextInputItem.json#/definitions/DurationTextInputItemObject',
      'v2/TextInputItem.json#/definitions/IntegerTextInputItemObject',
      'v2/TextInputItem.json#/definitions/StringTextInputItemObject',
      'v2/TextInputItem.json#/definitions/TimeTextInputItemObject',
      'v2/TextInputItem.json#/definitions/YearTextInputItemObject',
    ])
  })

  test('ajv, with references resolved by itself, finds the same in every example, and in each with something missing or wrong', async () => {
    let [count, invalid] = [0, 0]
    const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true, ownProperties: true })
    // The $id of v2/ArchiveMap.json is that of v1.
    for (const { url: key, schema } of mirror)
      if (/\/v[123]\//.test(key)) ajv.addSchema({ ...(withoutSiblings(schema) as object), $id: key }, key)
    for (const mirrored of mirror.filter(({ name }) => /^v[123]\//.test(name))) {
      for (const { url, name, example } of examplesOf(mirrored)) {
        const expected = ajv.getSchema(url.replace(/#$/, ''))!
        const compiled = await validator.compile(url)
        for (const variant of variantsOf(example)) {
          expect(typeof expected(variant)).toBe('boolean')
          const found = compiled.validate(variant).map(({ pointer, keyword }) => `${pointer} ${keyword}`)
          expect([name, found.sort()]).toEqual([name, (expected.errors ?? []).map(summarize).sort()])
          count++
          invalid += found.length > 0 ? 1 : 0
        }
      }
    }
    expect([count > 1_000, invalid > 500]).toEqual([true, true])
  })
} else test('mirror', () => sayLeftOut('validation by the JSON Schemas of mobile-client-json'))

function summarize({ instancePath, keyword }: ErrorObject): string {
  return `${instancePath} ${keyword}`
}

/** Up to draft-07 nothing counts beside `$ref`; ajv lets it count. */
function withoutSiblings(schema: JsonValue): JsonValue {
  if (Array.isArray(schema)) return schema.map(withoutSiblings)
  if (typeof schema !== 'object' || schema === null) return schema
  const { $ref } = schema as { readonly $ref?: JsonValue }
  if (typeof $ref === 'string') return { $ref }
  return Object.fromEntries(Object.entries(schema).map(([key, value]: [string, JsonValue]) => [key, withoutSiblings(value)]))
}

/** The value, and copies of it of which each has one member less, or another kind of value in its place. */
function variantsOf(value: JsonValue): JsonValue[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [value, [value]]
  const object = value as { readonly [key: string]: JsonValue }
  return [
    value,
    { ...object, unheardOf: 1 },
    ...Object.keys(object).flatMap((key) => {
      const { [key]: _, ...without } = object
      return [without, { ...object, [key]: { a: 1 } }, { ...object, [key]: stringifyJson(object[key]!) }]
    }),
  ]
}
