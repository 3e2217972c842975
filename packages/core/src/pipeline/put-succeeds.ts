import { StoreError } from '../errors.js'

/** Whether a conditional put has found what it was to find there; any other failure is thrown. */
export async function putSucceeds(put: Promise<unknown>): Promise<boolean> {
  try {
    await put
    return true
  } catch (error) {
    if (error instanceof StoreError && error.code === 'precondition-failed') return false
    throw error
  }
}
