import { serializeTCompactProtocol, ThriftStruct } from 'hyparquet-writer/src/thrift.js'
import type { PartBytes } from './part-bytes.js'

export type { ThriftStruct }

/** Types of fields in Thrift's compact protocol. That of a boolean is its value. */
export const TRUE = 1
export const FALSE = 2
export const I32 = 5
export const I64 = 6
export const BINARY = 8
export const LIST = 9
export const STRUCT = 12

/**
 * A struct with the ids and types of its fields. hyparquet-writer could find both out by itself, from names of properties and from values; for most
 * files that takes longer than their pages.
 *
 * @param fields in the order of their ids; those without a value are left out.
 */
export function struct(...fields: ThriftStruct['fields']): ThriftStruct {
  return new ThriftStruct(fields)
}

export function writeStruct(out: PartBytes, value: ThriftStruct): void {
  // It takes such a struct too, whatever its declaration says.
  serializeTCompactProtocol(out, value as unknown as Parameters<typeof serializeTCompactProtocol>[1])
}
