/**
 * What a platform does better natively. `node.ts` is the only file that names Node modules; `web.ts` is its counterpart for browsers.
 * The `imports` conditions of package.json choose between them.
 */
export interface Platform {
  readonly name: 'node' | 'web'
  /**
   * Raw DEFLATE (RFC 1951) to bytes.
   *
   * @param limitBytes the output may not be larger; a RangeError is thrown as soon as it would be.
   */
  inflateRaw(bytes: Uint8Array, limitBytes: number): Uint8Array
  /**
   * A gzip file of one or several members (RFC 1952) to bytes.
   *
   * @throws Error if the data is damaged or cut short.
   */
  gunzip(bytes: Uint8Array, options: GunzipOptions): Uint8Array
  /** Whether bytes are well-formed UTF-8. */
  isUtf8(bytes: Uint8Array): boolean
  /** CRC-32 (IEEE 802.3) as an unsigned 32-bit number. */
  crc32(bytes: Uint8Array): number
  /** SHA-256 as 64 hexadecimal digits. */
  sha256Hex(bytes: Uint8Array): string
  /** SHA-256 of bytes that arrive piecemeal. */
  createSha256(): { update(bytes: Uint8Array): unknown; digest(): Uint8Array }
  /** Decoders of Parquet pages beyond those that the reader has; `outputLength` is the page's size in bytes. */
  readonly pageDecoders: Readonly<Record<string, (input: Uint8Array, outputLength: number) => Uint8Array>>
  /** The codec for Parquet pages. */
  readonly pageCodec: { readonly name: 'ZSTD' | 'SNAPPY'; readonly compress: CompressPage }
}

/** What a gzip file may be, and who is told. */
export interface GunzipOptions {
  readonly limitBytes: number
  /** A guess at the size of the output. */
  readonly expectedBytes: number
  /** Makes what is thrown as soon as the output would be larger than `limitBytes`. */
  readonly tooLarge: () => Error
  /** Makes what is thrown if a header goes on for more than a megabyte. */
  readonly endless: () => Error
  /** Told of each member: its content, and where its checksums end in the file. Nothing of the next member is looked at before. */
  readonly onMember: (content: Uint8Array, end: number) => void
}

/** Compress a whole page. @param effort where the codec has levels: `more` is a little slower, and pays for some kinds of pages. */
export type CompressPage = (bytes: Uint8Array, effort: 'less' | 'more') => Uint8Array
