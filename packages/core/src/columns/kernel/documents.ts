import { freeDecoded, setFreeDecoded } from './escapes'
import {
  ENDED,
  LEFT,
  NO_ROOM,
  PAUSED,
  TABLE_ARRAYS,
  TABLE_ELEMENT,
  TABLE_ROOM,
  TABLE_ROWS,
  TABLE_ROWS_BEFORE,
  TABLE_SIZE,
} from '../kernel-layout'
import { beginCounting, cellCount, countDocument, setCellCount } from './counting'
import { currentPosition, nextPosition, openRow, setOrigin, tableWithoutRoom } from './rows'
import { space } from './space'
import { rewindTable, stage } from './stage'
import { readValue } from './values'

export {
  clearEntries,
  clearingCount,
  forgetCodes,
  giveCodes,
  madeEntry,
  nextCodeGiven,
  resolve,
  setEntries,
  takeResolvedBytes,
  tellCode,
} from './entries'
export { setFreeDecoded } from './escapes'
export { gather, outEnd, setOut } from './lay-out'
export { cellCount, documentCount, setCounting } from './counting'
export { tableWithoutRoom } from './rows'

/** The tables are records, one after the other, the root first. */
let tables: usize = 0
let tablesEnd: usize = 0
let positions: usize = 0
/** Where the scan stopped: at the document that was left, or after the last one that was read. */
let place: usize = 0

/** @param positionsAt the root's column of positions. */
export function setTables(tablesAt: usize, count: i32, positionsAt: usize): void {
  tables = tablesAt
  tablesEnd = tablesAt + count * TABLE_SIZE
  positions = positionsAt
}

export function stoppedAt(): usize {
  return place
}

/**
 * Stage documents from `start` on, and the white space after each, until something is in the way. In an array, commas stand between them.
 *
 * @param idsBase what the ids of arrays begin with, or 0 if there are none.
 * @returns why it stopped.
 */
export function run(start: usize, end: usize, isLast: bool, isInArray: bool, position: i64, idsBase: i64): i32 {
  setOrigin(position, idsBase)
  beginCounting()
  let at = start
  while (at < end) {
    place = at
    const cells = cellCount()
    const decoded = freeDecoded()
    for (let table = tables; table < tablesEnd; table += TABLE_SIZE) {
      store<i32>(table, load<i32>(table, TABLE_ROWS), TABLE_ROWS_BEFORE)
      store<i32>(table, 0, TABLE_ARRAYS)
    }
    at = readDocument(at)
    // A scalar that ends with the bytes may go on after them.
    if (at == 0 || at > end || (at == end && !isLast)) {
      for (let table = tables; table < tablesEnd; table += TABLE_SIZE) rewindTable(table)
      setCellCount(cells)
      setFreeDecoded(decoded)
      return tableWithoutRoom() == 0 ? LEFT : NO_ROOM
    }
    countDocument()
    nextPosition()
    at = space(at)
    place = at
    if (mustPause()) return PAUSED
    if (isInArray) {
      if (load<u8>(at) != 0x2c) return ENDED
      at = space(at + 1)
      if (at >= end || load<u8>(at) == 0x5d) return ENDED
    } else if (load<u8>(at) == 0x5b) return ENDED
  }
  return ENDED
}

function readDocument(start: usize): usize {
  const row = openRow(tables)
  if (row < 0) return 0
  store<i64>(stage(positions, row), currentPosition())
  return readValue(start, load<usize>(tables, TABLE_ELEMENT), row)
}

function mustPause(): bool {
  for (let table = tables; table < tablesEnd; table += TABLE_SIZE) {
    if (load<i32>(table, TABLE_ROWS) >= load<i32>(table, TABLE_ROOM) >> 1) return true
  }
  return false
}
