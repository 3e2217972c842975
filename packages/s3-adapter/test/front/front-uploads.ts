import { crc32 } from 'node:zlib'
import { encodeCrc32 } from './front-checksums.js'

interface OpenUpload {
  readonly bucket: string
  readonly key: string
  readonly parts: Map<number, Buffer>
}

/** Uploads in parts that are under way; fauxqs lists neither them nor their parts, and knows no checksum of the whole object. */
export class FrontUploads {
  readonly #uploads = new Map<string, OpenUpload>()

  start(id: string, bucket: string, key: string): void {
    this.#uploads.set(id, { bucket, key, parts: new Map() })
  }

  addPart(id: string, number: number, bytes: Buffer): void {
    this.#uploads.get(id)?.parts.set(number, bytes)
  }

  end(id: string): void {
    this.#uploads.delete(id)
  }

  /** In the order of their keys. */
  list(bucket: string, prefix = ''): { readonly id: string; readonly key: string }[] {
    return [...this.#uploads]
      .filter(([, upload]) => upload.bucket === bucket && upload.key.startsWith(prefix))
      .map(([id, { key }]) => ({ id, key }))
      .sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)))
  }

  partNumbers(id: string): number[] | undefined {
    const parts = this.#uploads.get(id)?.parts
    return parts && [...parts.keys()].sort((a, b) => a - b)
  }

  /** Of these parts put together. */
  measure(id: string, numbers: readonly number[]): { readonly sizeBytes: number; readonly crc32: string } | undefined {
    const parts = this.#uploads.get(id)?.parts
    if (parts === undefined) return undefined
    let [sizeBytes, crc] = [0, 0]
    for (const number of numbers) {
      const bytes = parts.get(number) ?? Buffer.of()
      sizeBytes += bytes.length
      crc = crc32(bytes, crc)
    }
    return { sizeBytes, crc32: encodeCrc32(crc) }
  }
}
