import { createHash } from 'node:crypto'
import { MAIN_NAMESPACE } from '../config/config.js'

const LONGEST = 40
const HASH_LENGTH = 8
const IS_NAMESPACE = /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/

/**
 * The namespace of a branch: its name, and `bridge-downstream` for `main`.
 *
 * A branch that is no namespace as it stands (`feature/X`), is too long, is called as the main namespace, or ends like one that was
 * changed, is given a hash at its end, so that no two branches share a namespace.
 */
export function namespaceOfBranch(branch: string): string {
  if (branch === 'main') return MAIN_NAMESPACE
  if (IS_NAMESPACE.test(branch) && branch !== MAIN_NAMESPACE && !/-[0-9a-f]{8}$/.test(branch)) return branch
  const words = branch
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, LONGEST - HASH_LENGTH - 1)
    .replace(/-$/, '')
  const hash = createHash('sha256').update(branch).digest('hex').slice(0, HASH_LENGTH)
  return `${words === '' ? 'branch' : words}-${hash}`
}
