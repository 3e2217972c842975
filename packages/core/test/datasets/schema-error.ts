import { SchemaError } from '@bridge-downstream/core'

/** The SchemaError that a promise ends with. Other errors pass. */
export async function schemaErrorOf(promise: Promise<unknown>): Promise<SchemaError> {
  try {
    await promise
  } catch (error) {
    if (error instanceof SchemaError) return error
    throw error
  }
  throw new Error('There was no error')
}
