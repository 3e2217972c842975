import { describe, expect, test } from 'vitest'
import type { JsonValue } from '../../src/json/json-value.js'
import { parseJson } from '../../src/json/parse-json.js'
import { fromJsonSchema } from '../../src/schema/from-json-schema.js'
import { inferSchema, mergeSchemas } from '../../src/schema/infer-schema.js'
import type { Schema } from '../../src/schema/schema.js'
import { toJsonSchema } from '../../src/schema/to-json-schema.js'
import { fixturesAreThere, readFixture, sayLeftOut } from '../support/fixtures.js'
import { shapeOfJsonSchema, shapeOfSparkType, splitSparkFields, type AnyJsonSchema, type ShapeOptions } from './peer-shapes.js'

interface GensonCase {
  readonly test: string
  readonly objects: readonly JsonValue[]
  readonly seed_schemas: readonly AnyJsonSchema[]
  readonly expected_schema: AnyJsonSchema
}

interface GensonJsCase {
  readonly test: string
  readonly fn: string
  readonly args: readonly JsonValue[]
  readonly expected: AnyJsonSchema
}

interface SparkCase {
  readonly name: string
  readonly lines: readonly string[]
  readonly expected_by_spark: string
}

/** What we say where a peer says something else, and why. */
type Differences = Readonly<Record<string, { readonly ours: string; readonly why: string }>>

/** Cases of what we do not do, by the reason. */
type Apart = Readonly<Record<string, readonly string[]>>

const TUPLE = 'an array has one type for all its elements, whatever their position'
const ANYTHING = 'a schema that says nothing allows anything; GenSON takes it for no schema'

const GENSON: Differences = {
  'test_add_multi.TestAnyOf.test_list_plus_tuple': { ours: '[null]', why: TUPLE },
  'test_gen_multi.TestArrayTuple.test_nested': { ours: '[[string]]', why: TUPLE },
  'test_gen_single.TestArrayTuple.test_empty_schema': { ours: '[[]|null|{}]', why: TUPLE },
  'test_gen_single.TestArrayTuple.test_nested': { ours: '[[string]]', why: TUPLE },
  'test_seed_schema.TestSeedTuple.test_tuple': { ours: '[null]', why: TUPLE },
  'test_add_multi.TestRequired.test_omits_all_missing': { ours: '{eggs?:[]|null|{},spam?:[]|null|{}}', why: ANYTHING },
  'test_add_multi.TestType.test_typeless': { ours: '[]|null|{}', why: ANYTHING },
  'test_add_multi.TestType.test_typeless_instantly_incorporated': { ours: '[]|boolean|null|{}', why: ANYTHING },
  'test_add_single.TestPreserveExtraKeywords.test_typeless': {
    ours: 'integer',
    why: 'without a type, `const` says of which kind the value is',
  },
  'test_seed_schema.TestPatternProperties.test_existing_schema': {
    ours: '{*:boolean|integer}',
    why: 'keys that only a pattern describes are those of a map; the pattern itself is not kept',
  },
}

const GENSON_JS: Differences = {
  'SchemaBuilder > generation > prototype methods > should work for props with the same names as Object.prototype methods': {
    ours: '[{__defineGetter__:string,__defineSetter__:string,__lookupGetter__:string,__lookupSetter__:string,constructor:string,hasOwnProperty:string,isPrototypeOf:string,propertyIsEnumerable:string,toLocaleString:string,toString:string,valueOf:string}]',
    why: 'genson-js finds no field required here: its counts begin with the inherited functions',
  },
}

const UNION = 'kinds that differ are a union, each with a column of its own; Spark keeps them as text'
const ALL_NULL = 'what was only ever null has no kind until the tables are planned; Spark takes it for text'

const SPARK: Differences = {
  'primitiveFieldAndType.null': { ours: 'null', why: ALL_NULL },
  'complexFieldAndType1.arrayOfNull': { ours: '[null]', why: ALL_NULL },
  'complexFieldAndType1.arrayOfStruct': { ours: '[{field1:boolean,field2:string,field3:null}]', why: ALL_NULL },
  'primitiveFieldValueTypeConflict.num_bool': { ours: 'boolean|integer', why: UNION },
  'primitiveFieldValueTypeConflict.num_str': { ours: 'number|string', why: UNION },
  'primitiveFieldValueTypeConflict.str_bool': { ours: 'boolean|string', why: UNION },
  'complexFieldValueTypeConflict.num_struct': { ours: 'integer|{field:boolean}', why: UNION },
  'complexFieldValueTypeConflict.str_array': { ours: '[integer|string]|string', why: UNION },
  'complexFieldValueTypeConflict.struct_array': { ours: '[integer]|{field:boolean}', why: UNION },
  'complexFieldAndType1.arrayOfArray1': { ours: '[[integer|string]]', why: UNION },
  'jsonNullStruct.headers': {
    ours: 'string|{Charset:string,Host:string}',
    why: 'an empty text is a text; Spark reads it as null where it has an object',
  },
  mapType1: {
    ours: '{map:{a:integer,b:integer,c:integer,d:integer,e:null}}',
    why: 'in Spark the reader declares a map; nothing in these keys says so',
  },
}

const ALL: ShapeOptions = { nulls: true, required: true }

function readCases(...parts: string[]): unknown {
  return fixturesAreThere ? JSON.parse(new TextDecoder().decode(readFixture('corpora', ...parts))) : []
}

/** Maps are ours alone: without them the peers' rules and ours are the same. */
function infer(documents: readonly JsonValue[]): Schema {
  return inferSchema(documents, { maps: 'never' })
}

function shapeOf(schema: Schema, options: ShapeOptions = ALL): string {
  return shapeOfJsonSchema(toJsonSchema(schema), options)
}

function declared(schemas: readonly JsonValue[]): Schema[] {
  return schemas.map((schema) => fromJsonSchema(schema as never))
}

/** Compare case by case, and hold that each difference and each case apart is one that we know of. */
function compare(
  cases: readonly { readonly name: string; readonly theirs: string; readonly ours: () => string }[],
  differences: Differences,
  apart: Apart,
): void {
  const reasons = new Map(Object.entries(apart).flatMap(([why, names]) => names.map((name) => [name, why] as const)))
  for (const { name, theirs, ours } of cases) {
    if (reasons.has(name)) continue
    const difference = differences[name]
    test(`${name}${difference ? ` (differs: ${difference.why})` : ''}`, () => {
      expect(ours()).toBe(difference?.ours ?? theirs)
      if (difference) expect(difference.ours).not.toBe(theirs)
    })
  }
  test('every difference and every case apart is there, once', () => {
    const known = [...Object.keys(differences), ...reasons.keys()]
    expect(known.filter((name) => !cases.some((peer) => peer.name === name))).toEqual([])
    expect(new Set(known).size).toBe(known.length)
    const alike = cases.length - known.length
    console.log(`${cases.length} cases: ${alike} alike, ${Object.keys(differences).length} different, ${reasons.size} apart`)
    expect(alike).toBeGreaterThan(0)
  })
}

describe.runIf(fixturesAreThere)('GenSON', () => {
  compare(
    (readCases('peer-genson', 'cases.json') as GensonCase[]).map(({ test, objects, seed_schemas, expected_schema }) => ({
      name: test,
      theirs: shapeOfJsonSchema(expected_schema, ALL),
      ours: () =>
        shapeOf(
          mergeSchemas([...declared(seed_schemas as JsonValue[]), ...(objects.length > 0 ? [infer(objects)] : [])], { maps: 'never' }),
        ),
    })),
    GENSON,
    {
      "the seed is GenSON's own notation: null is no JSON Schema": [
        'test_seed_schema.TestPatternProperties.test_multi_pattern',
        'test_seed_schema.TestPatternProperties.test_prefers_existing_properties',
      ],
    },
  )
})

describe.runIf(fixturesAreThere)('genson-js', () => {
  const cases = readCases('peer-genson-js', 'cases.json') as GensonJsCase[]
  compare(
    cases.map(({ test, fn, args: [first = null, second = null], expected }) => {
      const options = { nulls: true, required: !(fn === 'createSchema' && second !== null) }
      return {
        name: test,
        theirs: typeof expected === 'boolean' ? String(expected) : shapeOfJsonSchema(expected, options),
        ours: () => {
          if (fn === 'createSchema') return shapeOf(infer([first]), options)
          if (fn === 'createCompoundSchema') return shapeOf(infer(first as JsonValue[]))
          if (fn === 'mergeSchemas') return shapeOf(mergeSchemas(declared(first as JsonValue[])))
          return shapeOf(mergeSchemas([...declared([first]), infer([second])]))
        },
      }
    }),
    GENSON_JS,
    {
      'compares two schemas, which is compare-schemas with its own cases': cases
        .filter(({ fn }) => fn === 'areSchemasEqual' || fn === 'isSubset')
        .map(({ test }) => test),
    },
  )
})

describe.runIf(fixturesAreThere)('Spark', () => {
  const options = { nulls: false, required: false }
  compare(
    (readCases('spark-json', 'cases.json') as SparkCase[]).flatMap(({ name, lines, expected_by_spark }) => {
      const documents = lines.map((line) => parseJson(line))
      const shapes: AnyJsonSchema = toJsonSchema(infer(documents))
      const [fields = ''] = expected_by_spark.split(';')
      if (fields.startsWith('dynamic')) return [{ name, theirs: fields, ours: () => shapeOfJsonSchema(shapes, options) }]
      return Object.entries(splitSparkFields(fields)).map(([field, type]) => ({
        name: `${name}.${field}`,
        theirs: shapeOfSparkType(type),
        ours: () => shapeOfJsonSchema(shapes.properties![field]!, options),
      }))
    }),
    SPARK,
    {},
  )
})

if (!fixturesAreThere) sayLeftOut("GenSON's, genson-js's and Spark's cases")
