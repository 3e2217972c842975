import type { Encoding } from 'hyparquet'
import { Encodings, PageTypes } from 'hyparquet/src/constants.js'
import type { PartBytes } from './part-bytes.js'
import { FALSE, I32, STRUCT, struct, writeStruct, type ThriftStruct } from './thrift.js'

export interface PageSizes {
  readonly uncompressedBytes: number
  readonly compressedBytes: number
}

export interface DataPage extends PageSizes {
  readonly rows: number
  readonly nulls: number
  readonly encoding: Encoding
  readonly levelsBytes: number
  readonly isCompressed: boolean
}

export function writeDictionaryPageHeader(out: PartBytes, sizes: PageSizes, values: number): void {
  const header = struct([1, I32, values], [2, I32, Encodings.indexOf('PLAIN')])
  writeStruct(out, struct(...commonFields('DICTIONARY_PAGE', sizes), [7, STRUCT, header]))
}

/** Of a page of version 2, whose levels are not compressed. */
export function writeDataPageHeader(out: PartBytes, page: DataPage): void {
  const header = struct(
    [1, I32, page.rows],
    [2, I32, page.nulls],
    [3, I32, page.rows],
    [4, I32, Encodings.indexOf(page.encoding)],
    [5, I32, page.levelsBytes],
    [6, I32, 0],
    [7, FALSE, page.isCompressed ? undefined : false],
  )
  writeStruct(out, struct(...commonFields('DATA_PAGE_V2', page), [8, STRUCT, header]))
}

function commonFields(type: 'DICTIONARY_PAGE' | 'DATA_PAGE_V2', sizes: PageSizes): ThriftStruct['fields'] {
  return [
    [1, I32, PageTypes.indexOf(type)],
    [2, I32, sizes.uncompressedBytes],
    [3, I32, sizes.compressedBytes],
  ]
}
