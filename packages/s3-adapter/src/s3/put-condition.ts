import type { ObjectHead, PutOptions } from '@bridge-downstream/core'
import { checkCondition, StoreError } from '@bridge-downstream/core/store'
import type { S3Fault } from './s3-fault.js'

type Condition = PutOptions['condition']

/** The headers that make S3 itself hold the condition. */
export function conditionHeaders(condition: Condition): { IfNoneMatch?: string; IfMatch?: string } {
  if (condition === undefined) return {}
  return condition === 'absent' ? { IfNoneMatch: '*' } : { IfMatch: `"${condition.etag}"` }
}

/** Whether S3 says that the condition does not hold. For an ETag that is wanted where there is no object it says 404. */
export function isConditionFault({ status, name }: S3Fault, condition: Condition): boolean {
  if (condition === undefined) return false
  return status === 412 || (status === 404 && condition !== 'absent' && (name === 'NoSuchKey' || name === 'NotFound'))
}

/**
 * Say why a conditional write was turned away.
 *
 * @param mayBeDone Whether an earlier try of it may have been carried out, and its object replaced by another writer since.
 * @throws StoreError `precondition-failed`, or `unavailable` where nobody can tell whether it was written.
 */
export function failCondition(condition: Condition, found: ObjectHead | undefined, mayBeDone: boolean, key: string): never {
  // From an ETag other writers go on to the next one, so that an object of ours may be behind it. An absent key is taken for good.
  if (mayBeDone && condition !== 'absent') {
    throw new StoreError(
      'The answer to a conditional put was lost, and another writer has changed the object: perhaps it was written before',
      {
        code: 'unavailable',
        key,
        hint: 'Read the object, and see whether it holds what was put.',
      },
    )
  }
  checkCondition(condition, found?.etag, key)
  throw new StoreError('Nothing was written: the object has changed', {
    code: 'precondition-failed',
    key,
    hint: 'Read the object again, then decide.',
  })
}
