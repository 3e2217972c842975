import { LIST_IDS, TABLE_ARRAYS, TABLE_ROOM, TABLE_ROWS } from '../kernel-layout'
import { countOther } from './counting'
import { stage } from './stage'

const FIRST_ORDINAL_BITS: i32 = 3
const ORDINAL_BITS_STEP: i32 = 6
const TAGS: i32 = 8
const PAYLOAD_BITS: i32 = 45

let position: i64 = 0
/** What ids begin with: 0 where there are none left. */
let idsBase: i64 = 0
/** The table that has no room left, or 0. */
let fullTable: usize = 0

export function setOrigin(firstPosition: i64, base: i64): void {
  position = firstPosition
  idsBase = base
  fullTable = 0
}

/** Where the document stands in its entry. */
export function currentPosition(): i64 {
  return position
}

export function nextPosition(): void {
  position++
}

/** The table that had no room for a row, or 0. */
export function tableWithoutRoom(): usize {
  return fullTable
}

/** Open the next row of a table. @returns -1 if there is no room. */
export function openRow(table: usize): i32 {
  const row = load<i32>(table, TABLE_ROWS)
  if (row == load<i32>(table, TABLE_ROOM)) {
    fullTable = table
    return -1
  }
  store<i32>(table, row + 1, TABLE_ROWS)
  return row
}

/** Give an array or map its id. @returns it, or 0 if there is none left. */
export function link(list: usize, table: usize, row: i32): i64 {
  const ordinal = <i64>load<i32>(table, TABLE_ARRAYS)
  store<i32>(table, <i32>ordinal + 1, TABLE_ARRAYS)
  let bits = FIRST_ORDINAL_BITS
  let tag: i32 = 0
  while (tag < TAGS && ordinal >= (<i64>1) << bits) {
    tag++
    bits += ORDINAL_BITS_STEP
  }
  if (tag == TAGS || idsBase == 0 || position >= (<i64>1) << (PAYLOAD_BITS - bits)) return 0
  const id = idsBase | ((<i64>tag) << PAYLOAD_BITS) | (position << bits) | ordinal
  store<i64>(stage(load<usize>(list, LIST_IDS), row), id)
  countOther()
  return id
}
