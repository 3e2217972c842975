import { inferSchema, planTables, type ColumnType, type JsonValue, type TablePlan } from '@bridge-downstream/core'

const SIXTEEN_BYTES = 'long text \u{1f600} .'

/** Values at the edges of each column type, some twice, nulls among them. */
const valuesWith = (long: string): Record<ColumnType, readonly JsonValue[]> => ({
  boolean: [true, false, null, true],
  integer: [0, -1, 9223372036854775807n, -9223372036854775808n, null, 9007199254740991, -9007199254740991, 9007199254740993n],
  number: [
    0,
    -0,
    0.1,
    5e-324,
    -5e-324,
    2.2250738585072014e-308,
    2.225073858507201e-308,
    1e308,
    -1e308,
    1.7976931348623157e308,
    null,
    0.30000000000000004,
  ],
  string: [
    '',
    null,
    'a',
    '\u0000',
    'a\u0000b',
    '\u{1f600}',
    '\ufeffa',
    '\uffff',
    '\ue000',
    '\u{10ffff}',
    'é',
    'e\u0301',
    '\'"\\\n',
    long,
    '\u{1f469}\u200d\u{1f680}',
    long,
  ],
  timestamp: [
    '1970-01-01T00:00:00.000Z',
    '1969-12-31T23:59:59.999999Z',
    '0001-01-01T00:00:00.000Z',
    '9999-12-31T23:59:59.999999Z',
    null,
    '2024-02-29T12:00:00.123456Z',
  ],
  date: ['1970-01-01', '1969-12-31', '0001-01-01', '9999-12-31', null, '2024-02-29'],
})

/**
 * As many documents as asked for; the columns' values come round at different times. A column `nothing` is null throughout.
 *
 * @param options.longTextBytes length of the longest text in UTF-8, a multiple of 16. Default 1 MiB.
 */
export function edgeDocuments(count: number, { longTextBytes = 1024 ** 2 }: { readonly longTextBytes?: number } = {}): JsonValue[] {
  const long = SIXTEEN_BYTES.repeat(longTextBytes / 16)
  return Array.from({ length: count }, (_, i) => ({
    ...Object.fromEntries(Object.entries(valuesWith(long)).map(([field, values]) => [field, values[i % values.length]!])),
    nothing: null,
    list: i % 3 === 0 ? [] : Array.from({ length: i % 4 }, (_, j) => (j % 2 === 0 ? j : `text ${j}`)),
    empty: [],
  }))
}

/** A plan with every column type, an all-null column, a child table, and one without any rows. */
export function edgePlan(documents: readonly JsonValue[]): TablePlan {
  return planTables(inferSchema(documents), {
    dataset: 'edges_v1',
    overrides: { '$.timestamp': { type: 'timestamp' }, '$.date': { type: 'date' } },
  })
}
