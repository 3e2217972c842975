import {
  COLUMN_BITS,
  COLUMN_COUNT,
  COLUMN_IS_SPARSE,
  COLUMN_IS_TEXT,
  COLUMN_ROOM,
  COLUMN_SIZE,
  COLUMN_TEXT_BYTES,
  COLUMN_VALUES,
  TABLE_COLUMN_COUNT,
  TABLE_COLUMNS,
  TABLE_ROWS,
  TABLE_ROWS_BEFORE,
} from '../kernel-layout'

/** Make room for the value of a row, beyond every row that has one. @returns where it goes: 8 bytes. */
export function stage(column: usize, row: i32): usize {
  return load<usize>(column, COLUMN_VALUES) + ((<usize>next(column, row)) << 3)
}

export function stageBoolean(column: usize, row: i32, value: u8): void {
  store<u8>(load<usize>(column, COLUMN_VALUES) + next(column, row), value)
}

function next(column: usize, row: i32): i32 {
  const count = load<i32>(column, COLUMN_COUNT)
  if (count != row) markPresent(column, count, row)
  store<i32>(column, count + 1, COLUMN_COUNT)
  return count
}

function markPresent(column: usize, count: i32, row: i32): void {
  const bits = <usize>load<usize>(column, COLUMN_BITS)
  if (!load<i32>(column, COLUMN_IS_SPARSE)) {
    store<i32>(column, 1, COLUMN_IS_SPARSE)
    memory.fill(bits, 0, (load<i32>(column, COLUMN_ROOM) + 7) >> 3)
    memory.fill(bits, 0xff, count >> 3)
    const next: i32 = 1 << (count & 7)
    store<u8>(bits + (count >> 3), <u8>(next - 1))
  }
  const at = bits + (row >> 3)
  const bit: i32 = 1 << (row & 7)
  store<u8>(at, load<u8>(at) | (<u8>bit))
}

/** Forget the rows of a table that were staged since the document began. */
export function rewindTable(table: usize): void {
  const rows = load<i32>(table, TABLE_ROWS)
  const before = load<i32>(table, TABLE_ROWS_BEFORE)
  if (rows == before) return
  store<i32>(table, before, TABLE_ROWS)
  let column = <usize>load<usize>(table, TABLE_COLUMNS)
  for (let i = load<i32>(table, TABLE_COLUMN_COUNT); i > 0; i--) {
    rewindColumn(column, before, rows)
    column += COLUMN_SIZE
  }
}

function rewindColumn(column: usize, before: i32, rows: i32): void {
  const count = load<i32>(column, COLUMN_COUNT)
  let kept = min(count, before)
  if (load<i32>(column, COLUMN_IS_SPARSE)) {
    kept = count
    const bits = <usize>load<usize>(column, COLUMN_BITS)
    for (let row = before; row < rows; row++) {
      const at = bits + (row >> 3)
      const bit = 1 << (row & 7)
      const byte = load<u8>(at)
      if (byte & bit) {
        store<u8>(at, <u8>(byte & ~bit))
        kept--
      }
    }
    if (kept == before) store<i32>(column, 0, COLUMN_IS_SPARSE)
  }
  if (load<i32>(column, COLUMN_IS_TEXT)) {
    const values = <usize>load<usize>(column, COLUMN_VALUES)
    let bytes = load<i32>(column, COLUMN_TEXT_BYTES)
    for (let i = kept; i < count; i++) bytes -= load<i32>(values + ((<usize>i) << 3), 4)
    store<i32>(column, bytes, COLUMN_TEXT_BYTES)
  }
  store<i32>(column, kept, COLUMN_COUNT)
}
