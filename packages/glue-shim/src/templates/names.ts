import { createHash } from 'node:crypto'

export type Environment = 'develop' | 'prod'

/** IAM and Lambda take names of 64 characters; the longest part of ours is `rebuild-partition`, after `_` and the version's 8 and `_`. */
const LONGEST_PREFIX = 64 - '_12345678_rebuild-partition'.length
const HASH_LENGTH = 8

/**
 * What the names of a namespace's resources begin with, before `_` and their part.
 *
 * No namespace holds `_`, so that no two namespaces share a name, and no pattern `{prefix}_{part}` of one fits a name of another. A name
 * that is too long is cut, and a hash of the whole stands after `_`.
 */
export function namespacePrefix(environment: Environment, namespace: string): string {
  const whole = `bd-${environment}-${namespace}`
  if (whole.length <= LONGEST_PREFIX) return whole
  return `${whole.slice(0, LONGEST_PREFIX - HASH_LENGTH - 1)}_${hash('namespace', namespace)}`
}

/** What the names of a version's resources begin with: versions stand side by side in a namespace. */
export function versionPrefix(environment: Environment, namespace: string, ref: string): string {
  return `${namespacePrefix(environment, namespace)}_${hash('ref', ref)}`
}

/** What a stack is for. */
export type StackScope =
  | { readonly kind: 'shared' }
  | { readonly kind: 'namespace'; readonly namespace: string }
  | { readonly kind: 'version'; readonly namespace: string; readonly ref: string }
  | { readonly kind: 'app'; readonly namespace: string; readonly app: string }
  | { readonly kind: 'study'; readonly namespace: string; readonly app: string; readonly study: string }

const LONGEST_STACK_NAME = 128

/**
 * The name of a stack: what it is for, in words as far as there is room, and a hash of the whole where words alone could be another's.
 * CloudFormation takes letters, digits and hyphens.
 */
export function stackName(environment: Environment, scope: StackScope): string {
  if (scope.kind === 'shared') return `bd-shared-${environment}`
  if (scope.kind === 'namespace') return `bd-namespace-${environment}-${scope.namespace}`
  const words = scope.kind === 'version' ? [scope.ref] : scope.kind === 'app' ? [scope.app] : [scope.app, scope.study]
  const whole = ['bd', scope.kind, environment, scope.namespace, ...words].join('-').replaceAll(/[^A-Za-z0-9]+/g, '-')
  return `${whole.slice(0, LONGEST_STACK_NAME - HASH_LENGTH - 1)}-${hash(scope.kind, scope.namespace, ...words)}`
}

function hash(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, HASH_LENGTH)
}
