import type { StudyConfig } from '../config/config.js'
import type { ObjectPlace } from './upload-notice.js'

/** An object within the store of a study's uploads. */
export interface LocatedUpload {
  /** URL of the store, as the configuration spells it. */
  readonly uploads: string
  /** Below that. */
  readonly key: string
}

/** Where an object lies among a study's uploads; undefined if it lies under none of them. Of nested ones the first counts. */
export function locateUpload({ uploads }: Pick<StudyConfig, 'uploads'>, { bucket, key }: ObjectPlace): LocatedUpload | undefined {
  for (const url of uploads) {
    const place = parseUploads(url)
    if (place?.bucket !== bucket || !key.startsWith(place.prefix) || key.length === place.prefix.length) continue
    return { uploads: url, key: key.slice(place.prefix.length) }
  }
  return undefined
}

/** Bucket and prefix (empty, or with a slash at its end) of uploads in S3; undefined for those in folders, which no message names. */
export function parseUploads(url: string): { readonly bucket: string; readonly prefix: string } | undefined {
  const [, bucket, path = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/.exec(url) ?? []
  if (bucket === undefined) return undefined
  const folder = path.replace(/^\/+|\/+$/g, '')
  return { bucket, prefix: folder === '' ? '' : `${folder}/` }
}
