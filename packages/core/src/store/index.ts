// For those who implement a Store; those who use one find it in the main entry.
export { abortedError, checkNotAborted } from './abort.js'
export { checkCondition } from './check-condition.js'
export { collectBytes, createStoredObject } from './create-stored-object.js'
export { checkKey, compareUtf8, MAX_KEY_BYTES } from './keys.js'
export { normalizeMetadata } from './normalize-metadata.js'
export { readBody } from './read-body.js'
export { resolveRange } from './resolve-range.js'
