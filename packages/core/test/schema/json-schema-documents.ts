import { stringifyJson, type JsonValue } from '@bridge-downstream/core'
import fc from 'fast-check'
import { documents } from '../support/documents.js'

/** Names that mean something to a validator, or that every object inherits. */
const names = fc.constantFrom(
  ...'$ref $id $anchor $schema $defs const enum items properties required type allOf default'.split(' '),
  ...Object.getOwnPropertyNames(Object.prototype),
)

const pad = (n: number): string => String(n).padStart(2, '0')
const number = (max: number): fc.Arbitrary<string> => fc.integer({ min: 0, max }).map(pad)
const date = fc
  .tuple(fc.integer({ min: 0, max: 9999 }), number(12), number(31))
  .map(([year, month, day]) => `${String(year).padStart(4, '0')}-${month}-${day}`)
const time = fc
  .tuple(number(24), number(60), number(60), fc.constantFrom('', '.5', '.123456789'), fc.constantFrom('Z', 'z', '+00:00', '-23:59', ''))
  .map(([hour, minute, second, fraction, zone]) => `${hour}:${minute}:${second}${fraction}${zone}`)
const uri = fc
  .string({ unit: fc.constantFrom(..."aZ9-._~!$&'()*+,;=:@/?#%[] ".split('')), maxLength: 12 })
  .chain((rest) => fc.constantFrom('http://', 'a+b.c-d://', 'urn:', 'file:///', '//').map((scheme) => scheme + rest))

/** Texts that are of a format, or nearly. */
const formatted = fc.oneof(
  date,
  time,
  fc.tuple(date, fc.constantFrom('T', 't', ' '), time).map((parts) => parts.join('')),
  uri,
  fc.webUrl({ withFragments: true, withQueryParameters: true }),
  fc.uuid(),
)

const named = fc
  .array(fc.tuple(names, fc.oneof(formatted, fc.integer(), fc.constant(null))), { maxLength: 3 })
  .map((entries): JsonValue => Object.fromEntries(entries))

/** The texts of one to eight documents. */
export const documentTexts: fc.Arbitrary<string[]> = fc.oneof(
  { weight: 3, arbitrary: fc.array(documents, { minLength: 1, maxLength: 8 }).map(stringifyAll) },
  { weight: 1, arbitrary: fc.array(named, { minLength: 1, maxLength: 8 }).map(stringifyAll) },
  { weight: 1, arbitrary: fc.array(formatted, { minLength: 1, maxLength: 2 }).map(stringifyAll) },
)

function stringifyAll(values: readonly JsonValue[]): string[] {
  return values.map((value) => stringifyJson(value))
}
