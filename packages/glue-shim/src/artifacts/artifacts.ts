import type { Store } from '@bridge-downstream/core'
import { artifactPrefix, parseArtifactKey, repositoryPrefix, type Origin } from './artifact-place.js'
import type { Artifact } from './pack-artifacts.js'

export interface UploadedArtifact {
  readonly key: string
  readonly sizeBytes: number
  /** Whether it was written now; otherwise it lay there already, or this was a trial. */
  readonly isNew: boolean
}

export interface ChangeOptions {
  /** Say what would be done, and do nothing. */
  readonly dryRun?: boolean | undefined
  readonly signal?: AbortSignal | undefined
}

/** Write what is not there yet. Keys hold digests, so that nothing is ever replaced. */
export async function uploadArtifacts(
  store: Store,
  origin: Origin,
  artifacts: readonly Artifact[],
  { dryRun, signal }: ChangeOptions = {},
): Promise<readonly UploadedArtifact[]> {
  const uploaded: UploadedArtifact[] = []
  for (const { file, bytes, digest } of artifacts) {
    const key = artifactPrefix(origin) + file
    const isNew = (await store.head(key, { signal })) === undefined
    if (isNew && !dryRun) {
      const metadata = { sha256: digest, uploadedon: new Date().toISOString() }
      await store.put(key, bytes, { contentType: 'application/zip', metadata, signal })
    }
    uploaded.push({ key, sizeBytes: bytes.length, isNew })
  }
  return uploaded
}

export interface StoredArtifact extends Origin {
  readonly key: string
  readonly file: string
  readonly sizeBytes: number
  /** ISO 8601, UTC; undefined if others wrote it. */
  readonly uploadedOn: string | undefined
}

/** Everything, all of a repository, or one ref of it. */
export interface OriginFilter {
  readonly repo?: string | undefined
  /** Needs `repo`. */
  readonly ref?: string | undefined
}

/** What lies in a store: of all, of a repository, or of one ref of it. */
export async function* listArtifacts(
  store: Store,
  { repo, ref }: OriginFilter = {},
  { signal }: ChangeOptions = {},
): AsyncGenerator<StoredArtifact> {
  const prefix = repo === undefined ? '' : ref === undefined ? repositoryPrefix(repo) : artifactPrefix({ repo, ref })
  for await (const { key, sizeBytes } of store.list(prefix, { signal })) {
    const place = parseArtifactKey(key)
    if (place === undefined) continue
    const head = await store.head(key, { signal })
    yield { key, ...place, sizeBytes, uploadedOn: head?.metadata['uploadedon'] }
  }
}

/**
 * Remove the artifacts of one ref. Functions that run keep their code; a stack that is rolled back to one of these has none.
 *
 * @returns the keys that were removed, or would be.
 */
export async function removeArtifacts(store: Store, origin: Origin, { dryRun, signal }: ChangeOptions = {}): Promise<readonly string[]> {
  const keys: string[] = []
  for await (const { key } of store.list(artifactPrefix(origin), { signal })) keys.push(key)
  if (!dryRun) for (const key of keys) await store.delete(key, { signal })
  return keys
}
