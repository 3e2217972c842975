import { crc32 } from 'node:zlib'

/** An entry to be written; what is left out is written truthfully. */
export interface EntryToBuild {
  readonly name: string | Uint8Array
  /** What is written as data. Default: `content`. */
  readonly data?: Uint8Array
  readonly content?: Uint8Array
  readonly method?: number
  readonly flags?: number
  readonly unixMode?: number
  readonly disk?: number
  readonly crc32?: number
  readonly compressedBytes?: number
  readonly uncompressedBytes?: number
  readonly localHeaderOffset?: number
  /** Extra fields of the central header. */
  readonly extra?: Uint8Array
  /** Write only the central header. */
  readonly withoutLocal?: boolean
}

export interface ArchiveToBuild {
  readonly prefix?: Uint8Array
  /** Let the offsets count from the start of the file (as `zip -A` does), not of the archive. */
  readonly countsPrefix?: boolean
  readonly comment?: Uint8Array
  readonly zip64?: boolean
  readonly entryCount?: number
  readonly disk?: number
}

const EMPTY = new Uint8Array(0)

/** Write a ZIP archive as it is told to, right or wrong. */
export function buildZip(entries: readonly EntryToBuild[], options: ArchiveToBuild = {}): Uint8Array {
  const { prefix = EMPTY, countsPrefix = false, comment = EMPTY, entryCount = entries.length } = options
  const base = countsPrefix ? prefix.length : 0
  const locals: Uint8Array[] = []
  const centrals: Uint8Array[] = []
  let offset = base
  for (const entry of entries) {
    centrals.push(centralHeader({ localHeaderOffset: offset, ...entry }))
    if (entry.withoutLocal) continue
    const local = localRecord(entry)
    locals.push(local)
    offset += local.length
  }
  const directory = Buffer.concat(centrals)
  const wide = options.zip64 ? zip64Records(entryCount, directory.length, offset) : EMPTY
  const end = [u32(0x06054b50), u16(options.disk ?? 0), u16(0), u16(entryCount), u16(entryCount)]
  const place = options.zip64 ? [u32(0xffffffff), u32(0xffffffff)] : [u32(directory.length), u32(offset)]
  return new Uint8Array(Buffer.concat([prefix, ...locals, directory, wide, ...end, ...place, u16(comment.length), comment]))
}

/** The local header of an entry, and its data. */
export function localRecord(entry: EntryToBuild): Uint8Array {
  const name = Buffer.from(entry.name)
  const data = entry.data ?? entry.content ?? EMPTY
  return Buffer.concat([u32(0x04034b50), ...commonFields(entry), u16(name.length), u16(0), name, data])
}

function centralHeader(entry: EntryToBuild): Uint8Array {
  const name = Buffer.from(entry.name)
  const extra = entry.extra ?? EMPTY
  const lengths = [u16(name.length), u16(extra.length), u16(0)]
  const attributes = [u16(entry.disk ?? 0), u16(0), u16(0), u16(entry.unixMode ?? 0o100644)]
  const place = u32(entry.localHeaderOffset ?? 0)
  return Buffer.concat([u32(0x02014b50), u16(0x0314), ...commonFields(entry), ...lengths, ...attributes, place, name, extra])
}

function commonFields(entry: EntryToBuild): Uint8Array[] {
  const content = entry.content ?? EMPTY
  const checksum = entry.crc32 ?? crc32(content)
  const sizes = [u32(entry.compressedBytes ?? (entry.data ?? content).length), u32(entry.uncompressedBytes ?? content.length)]
  return [u16(20), u16(entry.flags ?? 0), u16(entry.method ?? 0), u32(0), u32(checksum), ...sizes]
}

function zip64Records(entryCount: number, directoryBytes: number, directoryOffset: number): Uint8Array {
  const counts = [u64(entryCount), u64(entryCount), u64(directoryBytes), u64(directoryOffset)]
  const record = [u32(0x06064b50), u64(44), u16(45), u16(45), u32(0), u32(0), ...counts]
  return Buffer.concat([...record, u32(0x07064b50), u32(0), u64(directoryOffset + directoryBytes), u32(1)])
}

/** An extra field. */
export function extraField(id: number, ...content: readonly Uint8Array[]): Uint8Array {
  const joined = Buffer.concat(content)
  return Buffer.concat([u16(id), u16(joined.length), joined])
}

export function u16(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, value >>> 8)
}

export function u32(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24)
}

export function u64(value: number): Uint8Array {
  return Buffer.concat([u32(value >>> 0), u32(Math.floor(value / 2 ** 32))])
}
