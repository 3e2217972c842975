import { packArchive } from './pack-archive.ts'
import type { ArchiveFiles } from './pack-archive.ts'

/** The ways in which an upload can be broken. */
export const BROKEN_KINDS = [
  'truncated-zip',
  'not-a-zip',
  'json-syntax-error',
  'invalid-utf8',
  'path-traversal',
  'bomb',
  'empty-zip',
  'duplicate-keys',
] as const

/** One of `BROKEN_KINDS`. */
export type BrokenKind = (typeof BROKEN_KINDS)[number]

/** Bytes of the bomb's JSON entry once inflated: 64 MiB. */
export const BOMB_BYTES: number = 64 * 2 ** 20

const ERROR_PAGE =
  '<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head>\n<body><h1>502 Bad Gateway</h1><hr>gateway.example.org</body></html>\n'

const BREAKERS: Record<BrokenKind, (files: ArchiveFiles) => Uint8Array> = {
  'truncated-zip': (files) => truncate(packArchive(files)),
  'not-a-zip': () => new TextEncoder().encode(ERROR_PAGE),
  'json-syntax-error': (files) => packWith(files, 'motion.json', breakSyntax),
  'invalid-utf8': (files) => packWith(files, 'weather.json', breakUtf8),
  'path-traversal': (files) => packArchive(new Map([...files, ['../outside.json', new TextEncoder().encode('{"escaped":true}')]])),
  bomb: (files) => packArchive(new Map([...files, ['notes.json', makeBomb()]])),
  'empty-zip': () => packArchive(new Map()),
  'duplicate-keys': (files) => packWith(files, 'weather.json', repeatKey),
}

/**
 * Break an archive.
 *
 * @param kind How.
 * @param files The good archive's; must hold `motion.json` (an array of objects) and `weather.json` (an object). Left as they are.
 * @returns The bytes of the upload, which need not be a ZIP.
 */
export function breakArchive(kind: BrokenKind, files: ArchiveFiles): Uint8Array {
  return BREAKERS[kind](files)
}

function truncate(bytes: Uint8Array): Uint8Array {
  return bytes.slice(0, Math.floor(bytes.length * 0.6))
}

function packWith(files: ArchiveFiles, path: string, edit: (bytes: Uint8Array) => Uint8Array): Uint8Array {
  const bytes = files.get(path)
  if (bytes === undefined) throw new Error(`Cannot break ${path}: the archive does not hold it`)
  return packArchive(new Map([...files, [path, edit(bytes)]]))
}

function breakSyntax(bytes: Uint8Array): Uint8Array {
  const text = new TextDecoder().decode(bytes)
  // No string of a recording holds `},`, so this is the end of one of its records.
  const at = text.indexOf('},', Math.floor(text.length / 2))
  return new TextEncoder().encode(`${text.slice(0, at)}},,${text.slice(at + 2)}`)
}

function breakUtf8(bytes: Uint8Array): Uint8Array {
  const marker = new TextEncoder().encode('sampleWeather')
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf(marker)
  const broken = bytes.slice()
  // A lead byte of two, followed by a byte that cannot continue it.
  broken.set([0xc3, 0x28], at)
  return broken
}

function repeatKey(bytes: Uint8Array): Uint8Array {
  return new TextEncoder().encode(`{"identifier":"weather-before",${new TextDecoder().decode(bytes).slice(1)}`)
}

function makeBomb(): Uint8Array {
  const bytes = new Uint8Array(BOMB_BYTES).fill('0'.charCodeAt(0))
  bytes.set(new TextEncoder().encode('{"notes":"'))
  bytes.set(new TextEncoder().encode('"}'), BOMB_BYTES - 2)
  return bytes
}
