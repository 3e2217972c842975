import { StoreError } from '../errors.js'
import type { PutOptions } from './store.js'

/**
 * Hold a put's condition against the object that is there, for those who implement a Store.
 *
 * @param currentEtag ETag of the object under this key; undefined if there is none.
 * @throws StoreError `precondition-failed`.
 */
export function checkCondition(condition: PutOptions['condition'], currentEtag: string | undefined, key: string): void {
  if (condition === undefined) return
  if (condition === 'absent') {
    if (currentEtag !== undefined) throw failed('an object has this key already', key)
  } else if (currentEtag !== condition.etag) {
    throw failed(currentEtag === undefined ? 'no object has this key any more' : 'the object has changed', key)
  }
}

function failed(reason: string, key: string): StoreError {
  return new StoreError(`Nothing was written: ${reason}`, { code: 'precondition-failed', key, hint: 'Read the object again, then decide.' })
}
