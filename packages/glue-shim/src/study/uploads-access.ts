import type { Store } from '@bridge-downstream/core'
import { openStore } from '@bridge-downstream/s3-adapter'
import type { StudyPlace } from '../config/config.js'
import { uploadsOpener, type SynapsePlace } from './open-uploads.js'

/** Which URLs are read with credentials of Synapse. Plain data: threads are told of it. */
export type UploadsAccess = Pick<StudyPlace, 'uploads' | 'synapseFolder'> & SynapsePlace

/** Opens stores of archives: those of a study with its access, any other with the credentials of the process. */
export function archiveStoreOpener(
  env: Readonly<Record<string, string | undefined>>,
): (url: string, access: UploadsAccess | undefined) => Store {
  const open = uploadsOpener(env)
  return (url, access) => (access && isAmong(url, access.uploads) ? open(access, url, access) : openStore(url))
}

function isAmong(url: string, uploads: readonly string[]): boolean {
  const folder = (name: string): string => `${name.replace(/\/+$/, '')}/`
  return uploads.some((each) => folder(url).startsWith(folder(each)))
}
