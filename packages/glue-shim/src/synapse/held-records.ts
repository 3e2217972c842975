import { openPart, OptionError, StoreError, type Store, type StoreOptions, type Table } from '@bridge-downstream/core'

/** How many parts are read at a time. */
const PARTS_AT_ONCE = 8

export interface HeldRecordsOptions extends StoreOptions {
  /** Column of the record's id. Default `recordid`. */
  readonly column?: string | undefined
}

/**
 * The ids of the records that a Parquet dataset holds. Only the footers and that column are read.
 *
 * @param store of the dataset's folder: everything below that ends in `.parquet` belongs to it.
 * @throws OptionError `no-dataset` if there is none, `no-record-column` if a part lacks the column.
 * @throws ArchiveError `bad-parquet`
 */
export async function heldRecords(store: Store, { column = 'recordid', signal }: HeldRecordsOptions = {}): Promise<Set<string>> {
  const held = new Set<string>()
  const keys = (await Array.fromAsync(store.list('', { signal }))).filter(({ key }) => key.endsWith('.parquet'))
  if (keys.length === 0) {
    throw new OptionError('There is no Parquet where a dataset to compare with should be', {
      code: 'no-dataset',
      key: store.url,
      hint: "Give the URL of one table's folder, such as s3://bucket/study/parquet/dataset_archivemetadata_v1.",
    })
  }
  const next = keys.values()
  const readSome = async (): Promise<void> => {
    for (const { key, sizeBytes, etag } of next) await readPart(store, { key, sizeBytes, etag }, column, held, signal)
  }
  await Promise.all(Array.from({ length: PARTS_AT_ONCE }, readSome))
  return held
}

async function readPart(
  store: Store,
  { key, sizeBytes, etag }: { readonly key: string; readonly sizeBytes: number; readonly etag: string },
  column: string,
  held: Set<string>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const slice = async (start: number, end = sizeBytes): Promise<ArrayBuffer> => {
    const object = await store.get(key, { range: { start, end: end - 1 }, signal })
    if (object.etag !== etag) throw new StoreError('A part was replaced while it was read', { code: 'unavailable', key, retryable: true })
    const bytes = await object.bytes()
    return bytes.slice().buffer
  }
  const part = await openPart({ byteLength: sizeBytes, slice }, { name: key })
  let cells = 0
  for await (const group of part.rowGroups(tableOf(column))) {
    const ids = group.cells(0)
    for (let row = 0; row < group.rows; row++) {
      const id = ids[row]
      if (typeof id !== 'string') continue
      held.add(id)
      cells++
    }
  }
  if (cells > 0 || part.rows === 0) return
  throw new OptionError('A part of a dataset to compare with has no ids of records', {
    code: 'no-record-column',
    key,
    column,
    hint: 'Name the column with --diff-column.',
  })
}

/** As much of a plan as reading one column takes. */
function tableOf(column: string): Table {
  return {
    name: 'dataset',
    kind: 'root',
    path: '$',
    parent: null,
    columns: [{ name: column, type: 'string', source: { role: 'injected', field: column } }],
    empty: [],
    excluded: [],
  }
}
