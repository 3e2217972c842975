/** @throws Error with this message unless the condition holds. */
export function check(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message)
}

/** @throws Error unless both are the same JSON-like value; the order of properties does not matter. */
export function equal(actual: unknown, expected: unknown, what: string): void {
  const [shown, wanted] = [render(actual), render(expected)]
  check(shown === wanted, `${what}: expected ${wanted}, got ${shown}`)
}

/** @throws Error unless both hold the same bytes. Names the first difference instead of printing megabytes. */
export function equalBytes(actual: Uint8Array, expected: Uint8Array, what: string): void {
  check(actual.length === expected.length, `${what}: expected ${expected.length} bytes, got ${actual.length}`)
  for (let index = 0; index < actual.length; index++) {
    if (actual[index] !== expected[index]) throw new Error(`${what}: byte ${index} differs`)
  }
}

/**
 * @returns the error the promise was rejected with.
 * @throws Error if it was not rejected, or with another error than one of this name and code.
 */
export async function rejects(promise: Promise<unknown>, code: string, what: string, name = 'StoreError'): Promise<Error> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  check(error !== undefined, `${what}: expected a ${name} (${code}), but it succeeded`)
  check(error instanceof Error, `${what}: rejected with something that is no Error`)
  // By name, since a bundle may hold a second copy of the class.
  const found = `${error.name} (${'code' in error ? String(error.code) : 'no code'})`
  check(found === `${name} (${code})`, `${what}: expected a ${name} (${code}), got ${found}: ${error.message}`)
  return error
}

function render(value: unknown): string {
  if (value === undefined) return 'undefined'
  return JSON.stringify(value, (_key, inner: unknown) => (isPlainObject(inner) ? sortProperties(inner) : inner))
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function sortProperties(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
