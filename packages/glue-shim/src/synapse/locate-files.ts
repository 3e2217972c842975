import type { JsonValue } from '@bridge-downstream/core'
import { readFields, readList, readText } from './answer-fields.js'
import { makeApi } from './make-api.js'
import type { RawAnswer, SynapseSession } from './synapse-session.js'

/** A file entity, and the handle of its bytes. */
export interface SynapseFile {
  readonly entityId: string
  readonly fileHandleId: string
}

export interface S3Place {
  readonly bucket: string
  readonly key: string
}

interface FileApi {
  postFileV1FileHandleBatchRaw(parameters: { readonly batchFileRequest: unknown }): Promise<RawAnswer>
}

/** Most file handles that Synapse tells of in one request. */
export const FILES_AT_ONCE = 100

/**
 * Where files lie in S3.
 *
 * @param files at most 100.
 * @returns by file handle; those that are not in S3, or that the account may not see, are not among them.
 * @throws SynapseError
 */
export async function locateFiles(session: SynapseSession, files: readonly SynapseFile[]): Promise<Map<string, S3Place>> {
  if (files.length === 0) return new Map()
  const asked = `the places of ${files.length} files`
  const api = await openFileApi(session)
  const batchFileRequest = {
    requestedFiles: files.map(({ entityId, fileHandleId }) => ({
      fileHandleId,
      associateObjectId: entityId,
      associateObjectType: 'FileEntity',
    })),
    includeFileHandles: true,
    includePreSignedURLs: false,
    includePreviewPreSignedURLs: false,
  }
  const { body } = await session.ask(asked, () => api.postFileV1FileHandleBatchRaw({ batchFileRequest }))
  return new Map(
    readList(asked, readFields(asked, body), 'requestedFiles').flatMap((result): [string, S3Place][] => {
      const fields = readFields(asked, result)
      const place = placeOf(Object.hasOwn(fields, 'fileHandle') ? fields['fileHandle'] : undefined)
      return place ? [[readText(asked, fields, 'fileHandleId'), place]] : []
    }),
  )
}

function placeOf(handle: JsonValue | undefined): S3Place | undefined {
  if (typeof handle !== 'object' || handle === null || !('bucketName' in handle) || !('key' in handle)) return undefined
  const { bucketName: bucket, key } = handle
  return typeof bucket === 'string' && typeof key === 'string' ? { bucket, key } : undefined
}

async function openFileApi(session: SynapseSession): Promise<FileApi> {
  const { FileServicesApi } = await import('@sage-bionetworks/synapse-client/generated/apis/FileServicesApi')
  return makeApi(FileServicesApi, session)
}
