import type { ResolvedResource } from './resolve-stack.js'

interface Statement {
  readonly Effect: string
  readonly Action: string | readonly string[]
  readonly Resource: string | readonly string[]
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
}

/** A role, and what its policies let it do. */
export interface RoleAccess {
  readonly role: string
  readonly statements: readonly Statement[]
}

interface Document {
  readonly Statement: readonly Statement[]
}

/** The roles among the resources of some stacks, with the policies that other stacks add to them. */
export function rolesOf(resources: readonly ResolvedResource[]): readonly RoleAccess[] {
  const added = resources.filter(({ type }) => type === 'AWS::IAM::RolePolicy').map(({ properties }) => properties)
  return resources
    .filter(({ type }) => type === 'AWS::IAM::Role')
    .map(({ properties }) => {
      const role = properties['RoleName'] as string
      const own = (properties['Policies'] as readonly { PolicyDocument: Document }[]).map(({ PolicyDocument }) => PolicyDocument)
      const more = added.filter((policy) => policy['RoleName'] === role).map((policy) => policy['PolicyDocument'] as Document)
      return { role, statements: [...own, ...more].flatMap(({ Statement }) => Statement) }
    })
}

/** What is asked for. */
export interface Request {
  readonly action: string
  readonly resource: string
  /** Keys of conditions. */
  readonly context?: Readonly<Record<string, string>>
}

/** Whether IAM would allow it: enough of its rules for what the templates use. */
export function isAllowed({ statements }: RoleAccess, { action, resource, context = {} }: Request): boolean {
  return statements.some(
    ({ Effect, Action, Resource, Condition = {} }) =>
      Effect === 'Allow' &&
      fitsAny(Action, action) &&
      fitsAny(Resource, resource) &&
      Object.entries(Condition).every((test) => holds(test, context)),
  )
}

function holds(
  [operator, keys]: [string, Readonly<Record<string, string | readonly string[]>>],
  context: Readonly<Record<string, string>>,
): boolean {
  if (!['StringLike', 'StringLikeIfExists'].includes(operator)) throw new Error(`The operator ${operator} is not known here`)
  return Object.entries(keys).every(([key, patterns]) => {
    const value = context[key]
    return value === undefined ? operator.endsWith('IfExists') : fitsAny(patterns, value)
  })
}

function fitsAny(patterns: string | readonly string[], text: string): boolean {
  return [patterns].flat().some((pattern) => fits(pattern, text))
}

function fits(pattern: string, text: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, 's').test(text)
}
