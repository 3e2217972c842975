import {
  FIELD_FOLLOWER,
  FIELD_KEY_LENGTH,
  FIELD_NODE,
  FIELD_SEEN,
  LIST_TABLE,
  MAY_BE_NULL,
  NODE_ARRAY,
  NODE_BOOLEAN,
  NODE_DOUBLE,
  NODE_FLAGS,
  NODE_INTEGER,
  NODE_MAP,
  NODE_NULL_COUNTER,
  NODE_OBJECT,
  NODE_TEXT,
  NULL_IS_EMPTY,
  OBJECT_FIELD_COUNT,
  OBJECT_FIRST,
  RESIDUE_EMPTY,
  RESIDUE_NULL,
  TABLE_AT,
  TABLE_BESIDE,
  TABLE_ELEMENT,
  TABLE_IDS,
  TRACELESS,
} from '../kernel-layout'
import { count, countCell, tell, traceCount } from './counting'
import { fieldAt, nextObject, noteMissing } from './fields'
import { comesAfter, isPlainKey } from './map-keys'
import { readDouble, readInteger } from './numbers'
import { link, openRow } from './rows'
import { space } from './space'
import { stage, stageBoolean } from './stage'
import { readText } from './texts'

const NULL: u32 = 0x6c6c756e
const TRUE: u32 = 0x65757274
const ALSE: u32 = 0x65736c61

/** Read the value of a place. @returns where it ends, or 0 if it is unusual. */
export function readValue(start: usize, node: usize, row: i32): usize {
  const code = load<u8>(start)
  if (code == 0x22) {
    const column = load<usize>(node, NODE_TEXT)
    if (column == 0) return 0
    countCell()
    return readText(start + 1, column, row, node)
  }
  if (code - 0x30 <= 9 || code == 0x2d) {
    countCell()
    let column = load<usize>(node, NODE_DOUBLE)
    if (column != 0) return readDouble(start, column, row)
    column = load<usize>(node, NODE_INTEGER)
    return column == 0 ? 0 : readInteger(start, column, row)
  }
  if (code == 0x7b) {
    const object = load<usize>(node, NODE_OBJECT)
    if (object != 0) return readObject(start + 1, object, node, row)
    const map = load<usize>(node, NODE_MAP)
    return map == 0 ? 0 : readMap(start + 1, map, row)
  }
  if (code == 0x5b) {
    const array = load<usize>(node, NODE_ARRAY)
    return array == 0 ? 0 : readArray(start + 1, array, row)
  }
  if (code == 0x6e) return load<u32>(start) == NULL ? readNull(start + 4, node) : 0
  const column = load<usize>(node, NODE_BOOLEAN)
  if (column == 0) return 0
  const isTrue = load<u32>(start) == TRUE
  if (!isTrue && (code != 0x66 || load<u32>(start, 1) != ALSE)) return 0
  countCell()
  stageBoolean(column, row, <u8>isTrue)
  return start + (isTrue ? 4 : 5)
}

function readNull(end: usize, node: usize): usize {
  const flags = load<i32>(node, NODE_FLAGS)
  if (!(flags & MAY_BE_NULL)) return 0
  const counter = load<i32>(node, NODE_NULL_COUNTER)
  if (counter >= 0) count(counter)
  return flags & NULL_IS_EMPTY || tell(node, RESIDUE_NULL) ? end : 0
}

function readObject(start: usize, object: usize, node: usize, row: i32): usize {
  const id = nextObject()
  const traces = traceCount()
  let read: i32 = 0
  let at = space(start)
  if (load<u8>(at) == 0x7d) at++
  else {
    // Where it stands which field comes next.
    let expected = object + OBJECT_FIRST
    while (true) {
      const field = fieldAt(object, expected, at)
      if (field == 0 || load<i64>(field, FIELD_SEEN) == id) return 0
      store<i64>(field, id, FIELD_SEEN)
      at += load<usize>(field, FIELD_KEY_LENGTH)
      if (load<u8>(at) != 0x3a) {
        at = space(at)
        if (load<u8>(at) != 0x3a) return 0
      }
      at = readValue(space(at + 1), load<usize>(field, FIELD_NODE), row)
      if (at == 0) return 0
      read++
      at = space(at)
      const code = load<u8>(at++)
      if (code != 0x2c) {
        if (code == 0x7d) break
        return 0
      }
      at = space(at)
      expected = field + FIELD_FOLLOWER
    }
  }
  if (read != load<i32>(object, OBJECT_FIELD_COUNT) && !noteMissing(object, id)) return 0
  if (traceCount() == traces && !(load<i32>(node, NODE_FLAGS) & TRACELESS) && !tell(node, RESIDUE_EMPTY)) return 0
  return at
}

function readArray(start: usize, list: usize, row: i32): usize {
  const table = load<usize>(list, LIST_TABLE)
  const id = link(list, table, row)
  if (id == 0) return 0
  const ids = load<usize>(table, TABLE_IDS)
  const indexes = load<usize>(table, TABLE_BESIDE)
  const element = load<usize>(table, TABLE_ELEMENT)
  let at = space(start)
  if (load<u8>(at) == 0x5d) return at + 1
  let index: i32 = 0
  while (true) {
    const child = openRow(table)
    if (child < 0) return 0
    store<i64>(stage(ids, child), id)
    store<i64>(stage(indexes, child), index)
    store<i32>(table, index++, TABLE_AT)
    at = readValue(at, element, child)
    if (at == 0) return 0
    at = space(at)
    const code = load<u8>(at++)
    if (code != 0x2c) return code == 0x5d ? at : 0
    at = space(at)
  }
}

/** Rows of a map stand in the order of their keys: others than plain ASCII in that order are unusual. */
function readMap(start: usize, list: usize, row: i32): usize {
  const table = load<usize>(list, LIST_TABLE)
  const id = link(list, table, row)
  if (id == 0) return 0
  const ids = load<usize>(table, TABLE_IDS)
  const keys = load<usize>(table, TABLE_BESIDE)
  const element = load<usize>(table, TABLE_ELEMENT)
  let at = space(start)
  if (load<u8>(at) == 0x7d) return at + 1
  let before: usize = 0
  while (true) {
    if (load<u8>(at) != 0x22 || !isPlainKey(at + 1) || (before != 0 && !comesAfter(before, at + 1))) return 0
    const child = openRow(table)
    if (child < 0) return 0
    store<i64>(stage(ids, child), id)
    before = at + 1
    at = readText(at + 1, keys, child, 0)
    if (at == 0) return 0
    at = space(at)
    if (load<u8>(at) != 0x3a) return 0
    at = readValue(space(at + 1), element, child)
    if (at == 0) return 0
    at = space(at)
    const code = load<u8>(at++)
    if (code != 0x2c) return code == 0x7d ? at : 0
    at = space(at)
  }
}
