import { createHash } from 'node:crypto'

import type { StudyArchive } from '../src/index.ts'

/** Digest all that an archive consists of: equal digests mean equal archives. */
export function digestArchive({ key, metadata, bytes, broken }: StudyArchive): string {
  const name = JSON.stringify([key, metadata, broken ?? null])
  return createHash('sha256').update(name).update(bytes).digest('hex')
}
