import type { JsonValue } from '@bridge-downstream/core'
import fc from 'fast-check'

/** Keys as hostile data has them: names that JavaScript knows, the empty key, keys that differ by case or Unicode form, keys that are data. */
export const keys: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('a', 'b', 'c', 'value', 'items', 'A') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '__proto__',
      'constructor',
      'toString',
      'hasOwnProperty',
      '',
      ' ',
      'a.b',
      'a_b',
      'a/b',
      '~',
      '"',
      'id',
      'index',
      'key',
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom('é', 'e\u0301', 'recordid', 'RECORDID', 'val', 'entrypath', 'select', '\ud800', '😀') },
  { weight: 1, arbitrary: fc.constantFrom('2024-01-01', '2024-01-02', '17', '4', '123') },
  { weight: 1, arbitrary: fc.string({ maxLength: 5 }) },
)

const scalars: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer({ min: -5, max: 5 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).filter((n) => n > 2n ** 53n || n < -(2n ** 53n)),
  fc.constantFrom<JsonValue>(
    0,
    -0,
    0.5,
    1e300,
    5e-324,
    9007199254740993n,
    2n ** 63n,
    '',
    'text',
    '\ud800',
    '2024-01-01',
    '2024-01-01T10:00:00Z',
  ),
  fc.string({ maxLength: 6 }),
)

/** Any JSON value: unions, arrays of arrays, maps, empties, nulls, numbers of every size. */
export const documents: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 3, arbitrary: scalars },
    { weight: 2, arbitrary: fc.array(tie('value'), { maxLength: 4 }) },
    { weight: 4, arbitrary: fc.array(fc.tuple(keys, tie('value')), { maxLength: 5 }).map(toObject) },
  ),
})).value

function toObject(entries: readonly (readonly [string, JsonValue])[]): JsonValue {
  const object = {}
  for (const [key, value] of entries) {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true })
  }
  return object
}
