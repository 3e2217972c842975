import type { JsonObject, JsonValue, Store } from '@bridge-downstream/core'
import { badAnswer, readFields, readText } from './answer-fields.js'
import type { BucketSettings } from './bucket-settings.js'
import { makeApi } from './make-api.js'
import { addOwner } from './owner-file.js'
import { synapseStatements } from './storage-policy.js'
import { SynapseError } from './synapse-error.js'
import type { RawAnswer, SynapseSession } from './synapse-session.js'

export interface SetupStorageOptions {
  /** Project or folder that the folder is made in. */
  readonly parentId: string
  readonly folderName: string
  readonly bucket: string
  /** Prefix of the folder's keys, without a final `/`; empty for the whole bucket. */
  readonly baseKey: string
  /** Of the bucket, at the base key. */
  readonly store: Store
  /** Undefined where policy and CORS are set by other means. */
  readonly bucketSettings: BucketSettings | undefined
}

/** What has been made, and what was there. Plain JSON. */
export interface StorageReport {
  readonly version: 1
  readonly folderId: string
  readonly storageLocationId: number
  readonly steps: readonly StorageStep[]
}

export interface StorageStep {
  readonly step: 'owner-file' | 'bucket-policy' | 'bucket-cors' | 'folder' | 'storage-location' | 'project-setting'
  readonly outcome: 'made' | 'there'
}

interface EntityApi {
  postRepoV1EntityChildRaw(parameters: { readonly entityLookupRequest: unknown }): Promise<RawAnswer>
  postRepoV1EntityRaw(parameters: { readonly entity: unknown }): Promise<RawAnswer>
}

interface SettingsApi {
  getRepoV1ProjectSettingsProjectIdTypeTypeRaw(parameters: { readonly projectId: string; readonly type: string }): Promise<RawAnswer>
  getRepoV1StorageLocationIdRaw(parameters: { readonly id: number }): Promise<RawAnswer>
  postRepoV1StorageLocationRaw(parameters: { readonly storageLocationSetting: unknown }): Promise<RawAnswer>
  postRepoV1ProjectSettingsRaw(parameters: { readonly body: unknown }): Promise<RawAnswer>
}

interface ProfileApi {
  getRepoV1UserProfileRaw(): Promise<RawAnswer>
}

const ABSENT = (status: number): boolean => status === 404

/**
 * Make a folder of Synapse over a place in S3 whose credentials Synapse lends by STS. What is there already is left as it is, so it may be
 * run again after it was stopped.
 *
 * @throws SynapseError, also (`synapse-refused`) where the folder has another storage already: moving data is nobody's accident.
 */
export async function setupStorage(session: SynapseSession, options: SetupStorageOptions): Promise<StorageReport> {
  const { bucket, baseKey, store, bucketSettings } = options
  const steps: StorageStep[] = []
  const note = (step: StorageStep['step'], isMade: boolean): void => void steps.push({ step, outcome: isMade ? 'made' : 'there' })
  // Synapse looks for the owner, and whether it can read there, when the location is made.
  note('owner-file', await addOwner(store, await ownId(session), { signal: session.signal }))
  if (bucketSettings) {
    note('bucket-policy', await bucketSettings.allow(synapseStatements(bucket, baseKey)))
    note('bucket-cors', await bucketSettings.allowWeb())
  }
  const folder = await findOrMakeFolder(session, options)
  note('folder', folder.isMade)
  const { storageLocationId, isLocationMade, isSettingMade } = await findOrMakeSetting(session, folder.id, options)
  note('storage-location', isLocationMade)
  note('project-setting', isSettingMade)
  return { version: 1, folderId: folder.id, storageLocationId, steps }
}

async function ownId(session: SynapseSession): Promise<string> {
  const { UserProfileServicesApi } = await import('@sage-bionetworks/synapse-client/generated/apis/UserProfileServicesApi')
  const api = await makeApi<ProfileApi>(UserProfileServicesApi, session)
  const asked = "the profile of the token's account"
  const { body } = await session.ask(asked, () => api.getRepoV1UserProfileRaw())
  return readText(asked, readFields(asked, body), 'ownerId')
}

async function findOrMakeFolder(
  session: SynapseSession,
  { parentId, folderName }: SetupStorageOptions,
): Promise<{ readonly id: string; readonly isMade: boolean }> {
  const { EntityServicesApi } = await import('@sage-bionetworks/synapse-client/generated/apis/EntityServicesApi')
  const api = await makeApi<EntityApi>(EntityServicesApi, session)
  const asked = `the folder in ${parentId}`
  const entityLookupRequest = { parentId, entityName: folderName }
  const found = await session.ask(asked, () => api.postRepoV1EntityChildRaw({ entityLookupRequest }), ABSENT)
  if (!ABSENT(found.status)) return { id: readText(asked, readFields(asked, found.body), 'id'), isMade: false }
  const entity = { concreteType: 'org.sagebionetworks.repo.model.Folder', name: folderName, parentId }
  const made = await session.ask(asked, () => api.postRepoV1EntityRaw({ entity }))
  return { id: readText(asked, readFields(asked, made.body), 'id'), isMade: true }
}

interface FoundSetting {
  readonly storageLocationId: number
  readonly isLocationMade: boolean
  readonly isSettingMade: boolean
}

async function findOrMakeSetting(
  session: SynapseSession,
  folderId: string,
  { bucket, baseKey }: SetupStorageOptions,
): Promise<FoundSetting> {
  const { ProjectSettingsServicesApi } = await import('@sage-bionetworks/synapse-client/generated/apis/ProjectSettingsServicesApi')
  const api = await makeApi<SettingsApi>(ProjectSettingsServicesApi, session)
  const asked = `the storage setting of ${folderId}`
  const found = await session.ask(
    asked,
    () => api.getRepoV1ProjectSettingsProjectIdTypeTypeRaw({ projectId: folderId, type: 'upload' }),
    ABSENT,
  )
  const existing = ABSENT(found.status) || found.body === undefined || found.body === null ? undefined : readFields(asked, found.body)
  // Synapse may answer with the setting that the folder has from its project.
  if (existing && existing['projectId'] === folderId) {
    const [id] = Array.isArray(existing['locations']) ? (existing['locations'] as readonly JsonValue[]) : []
    const storageLocationId = readNumber(asked, id)
    const location = await session.ask(asked, () => api.getRepoV1StorageLocationIdRaw({ id: storageLocationId }))
    if (isSameLocation(readFields(asked, location.body), bucket, baseKey))
      return { storageLocationId, isLocationMade: false, isSettingMade: false }
    throw new SynapseError('The folder of Synapse has another storage already', {
      code: 'synapse-refused',
      key: folderId,
      hint: 'Name another folder. A folder keeps its storage, since its files lie there.',
    })
  }
  const storageLocationSetting = {
    concreteType: 'org.sagebionetworks.repo.model.project.ExternalS3StorageLocationSetting',
    uploadType: 'S3',
    bucket,
    ...(baseKey === '' ? {} : { baseKey }),
    stsEnabled: true,
  }
  const made = await session.ask(`a storage location at ${bucket}`, () => api.postRepoV1StorageLocationRaw({ storageLocationSetting }))
  const storageLocationId = readNumber(asked, readFields(asked, made.body)['storageLocationId'])
  const body = {
    concreteType: 'org.sagebionetworks.repo.model.project.UploadDestinationListSetting',
    settingsType: 'upload',
    projectId: folderId,
    locations: [storageLocationId],
  }
  await session.ask(asked, () => api.postRepoV1ProjectSettingsRaw({ body }))
  return { storageLocationId, isLocationMade: true, isSettingMade: true }
}

function isSameLocation(location: JsonObject, bucket: string, baseKey: string): boolean {
  return location['bucket'] === bucket && (location['baseKey'] ?? '') === baseKey && location['stsEnabled'] === true
}

function readNumber(asked: string, value: JsonValue | undefined): number {
  if (typeof value === 'number') return value
  throw badAnswer(asked)
}
