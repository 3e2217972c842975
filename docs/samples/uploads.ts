// Where a function of one's own might find uploads: here in memory.
import { createMemoryStore, type Store } from '@bridge-downstream/core'
import type { StudyConfig } from '@bridge-downstream/glue-shim/handlers'
import { source } from './given.ts'

export const opened: string[] = []
export const key = source.name

const uploads = createMemoryStore()
await uploads.put(key, await source.bytes(), { metadata: source.metadata ?? {} })

export function openMyStore(study: StudyConfig, url: string): Store {
  opened.push(`${study.app}/${study.study} ${url}`)
  return uploads
}
