import { OptionError, type Store } from '@bridge-downstream/core'

/**
 * Check that a run has written to a destination: one that is misspelt would look as if there were nothing to do.
 *
 * @param name as it was given.
 * @throws OptionError `nothing-there`.
 */
export async function expectDestination(store: Store, name: string): Promise<void> {
  for await (const _ of store.list()) return
  throw new OptionError(`No run has written anything at ${JSON.stringify(name)}`, {
    code: 'nothing-there',
    hint: 'Give the folder or URL that run, unpack or rebuild were given as --out.',
  })
}
