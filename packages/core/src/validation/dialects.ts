import draft06 from 'ajv/dist/refs/json-schema-draft-06.json' with { type: 'json' }
import { Ajv, type Options, type ValidateFunction } from 'ajv'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { OptionError } from '../errors.js'
import { canGenerateCode } from '../platform/code-generation.js'

/** The versions of JSON Schema that are understood. */
export type SchemaDialect = 'draft-06' | 'draft-07' | '2019-09' | '2020-12'

export type AnyAjv = Ajv | Ajv2019 | Ajv2020

/** What all uses of ajv have in common: unknown keywords and formats are let be, and formats are not asserted. */
const OPTIONS: Options = { strict: false, validateFormats: false, logger: false, messages: false }

const ADDRESSES: ReadonlyMap<string, SchemaDialect> = new Map([
  ['json-schema.org/draft-06/schema', 'draft-06'],
  ['json-schema.org/draft-07/schema', 'draft-07'],
  ['json-schema.org/draft/2019-09/schema', '2019-09'],
  ['json-schema.org/draft/2020-12/schema', '2020-12'],
])

/** The dialect that `$schema` names; undefined if it is none of those understood. */
export function dialectNamed($schema: string): SchemaDialect | undefined {
  return ADDRESSES.get($schema.replace(/^https?:\/\//, '').replace(/#$/, ''))
}

/** Up to draft-07 nothing counts beside `$ref`, and an `$id` that is only a fragment is an anchor. */
export function isEarly(dialect: SchemaDialect): boolean {
  return dialect === 'draft-06' || dialect === 'draft-07'
}

/**
 * @throws OptionError `no-code-generation` where no code may be made from text: ajv compiles schemas. It is no fault of a schema or document, so
 * nothing is quarantined for it.
 */
export function createAjv(dialect: SchemaDialect, options: Options): AnyAjv {
  if (!canGenerateCode()) {
    throw new OptionError('JSON Schemas are compiled to code, which this process is not allowed to make', {
      code: 'no-code-generation',
      hint: 'Allow it (Node: without --disallow-code-generation-from-strings; page: script-src with unsafe-eval), or do not validate.',
    })
  }
  if (dialect === '2020-12') return new Ajv2020({ ...OPTIONS, ...options })
  if (dialect === '2019-09') return new Ajv2019({ ...OPTIONS, ...options })
  return new Ajv({ ...OPTIONS, ...options })
}

/** Instances that know the dialects' own schemas, each made when it is first needed. */
const metaAjvs = new Map<SchemaDialect, AnyAjv>()

function metaAjv(dialect: SchemaDialect): AnyAjv {
  const known = metaAjvs.get(dialect)
  if (known) return known
  const ajv = createAjv(dialect, {})
  if (dialect === 'draft-06') ajv.addMetaSchema(draft06)
  metaAjvs.set(dialect, ajv)
  return ajv
}

const URLS: Readonly<Record<SchemaDialect, string>> = {
  'draft-06': 'http://json-schema.org/draft-06/schema#',
  'draft-07': 'http://json-schema.org/draft-07/schema#',
  '2019-09': 'https://json-schema.org/draft/2019-09/schema',
  '2020-12': 'https://json-schema.org/draft/2020-12/schema',
}

const checks = new Map<SchemaDialect, ValidateFunction>()

/** Checks whether a value is a schema of the dialect. */
export function schemaCheck(dialect: SchemaDialect): ValidateFunction {
  const known = checks.get(dialect)
  if (known) return known
  const ajv = metaAjv(dialect)
  const strict = ajv.getSchema(URLS[dialect])!
  const check = isEarly(dialect) ? ajv.compile(withEmptyLists(strict.schema as DialectSchema)) : strict
  checks.set(dialect, check)
  return check
}

interface DialectSchema {
  readonly $id: string
  readonly properties: Readonly<Record<string, unknown>>
}

/** The older schemas of mobile-client-json have `"allOf": []`, which the dialects forbid but which can mean one thing only. */
function withEmptyLists(schema: DialectSchema): DialectSchema {
  const allOf = { type: 'array', items: { $ref: '#' } }
  return { ...schema, $id: `${schema.$id.replace(/#$/, '')}-with-empty-lists`, properties: { ...schema.properties, allOf } }
}

/** A schema that a dialect defines itself, which need not be fetched; undefined if there is none at this URL. */
export function builtInSchema(url: string): unknown {
  const address = url.replace(/^https?:\/\//, '')
  const dialect = [...ADDRESSES].find(([known]) => address === known || address.startsWith(known.replace(/schema$/, 'meta/')))?.[1]
  if (dialect === undefined) return undefined
  return metaAjv(dialect).getSchema(address.endsWith('/schema') ? URLS[dialect] : url)?.schema
}
