import type { ObjectHead } from '@bridge-downstream/core'
import { decodeMetadataValue, encodeMetadataValue } from './metadata-words.js'

/**
 * Names one put, in the metadata of the object it writes. If the answer to a conditional put, or to the end of an upload in parts, is
 * lost, a second try finds its own object there and cannot otherwise tell it from that of another writer. Not shown to users.
 */
export const PUT_ID = 'bridge-downstream-put'

/** What the SDK tells of an object in the answers to GetObject and HeadObject. */
interface AnsweredHead {
  readonly ETag?: string | undefined
  readonly ContentType?: string | undefined
  readonly Metadata?: Record<string, string> | undefined
}

export function headOfAnswer(key: string, sizeBytes: number, answer: AnsweredHead): ObjectHead {
  const metadata = Object.entries(answer.Metadata ?? {}).filter(([name]) => name.toLowerCase() !== PUT_ID)
  return {
    key,
    sizeBytes,
    etag: plainEtag(answer.ETag),
    contentType: answer.ContentType,
    metadata: Object.fromEntries(metadata.map(([name, value]) => [name.toLowerCase(), decodeMetadataValue(value)])),
  }
}

/** Without quotes, as stores tell it. */
export function plainEtag(etag: string | undefined): string {
  return (etag ?? '').replace(/^W\//, '').replaceAll('"', '')
}

/** @param putId Left out where no second try could mistake its own object. */
export function encodeMetadata(metadata: Readonly<Record<string, string>>, putId: string | undefined): Record<string, string> {
  const encoded = Object.entries(metadata).map(([name, value]) => [name, encodeMetadataValue(value)] as const)
  return Object.fromEntries(putId === undefined ? encoded : [...encoded, [PUT_ID, putId]])
}
