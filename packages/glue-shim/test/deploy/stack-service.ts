import { readList, type XmlValue } from './cloud-formation-xml.js'

/** What CloudFormation refuses, with its code. */
export class Refusal extends Error {
  readonly code: string

  constructor(message: string, code = 'ValidationError') {
    super(message)
    this.code = code
  }
}

interface Deployed {
  readonly template: Template
  readonly parameters: ReadonlyMap<string, string>
  readonly tags: readonly Readonly<Record<string, string>>[]
}

interface Template {
  readonly Parameters: Readonly<Record<string, { readonly Default?: unknown }>>
  readonly Resources: Readonly<Record<string, { readonly Type: string }>>
}

interface ServedStack extends Deployed {
  readonly name: string
  readonly id: string
  readonly isProtected: boolean
  status: string
  /** States still to come, one with each time that the stack is looked at. */
  pending: (() => void)[]
  /** Newest first, as CloudFormation tells them. */
  readonly events: XmlValue[]
}

interface Failure {
  readonly stack: RegExp
  readonly resource: string
  readonly reason: string
}

const PAGE = 20

/** Stacks as CloudFormation keeps them: asynchronous, with events, and refusals in its words. Nothing is made of their resources. */
export class StackService {
  /** What was asked for, in order. */
  readonly requests: string[] = []
  readonly #stacks: ServedStack[] = []
  readonly #failures: Failure[] = []
  readonly #refusals: Refusal[] = []

  /** The next operation on such a stack fails at this resource. */
  failAt(stack: RegExp, resource: string, reason: string): void {
    this.#failures.push({ stack, resource, reason })
  }

  /** The next requests, one for each, are refused. */
  refuseNext(...refusals: readonly Refusal[]): void {
    this.#refusals.push(...refusals)
  }

  /** Put a stack into a state that no request of ours leads to; the next ones follow each time that it is looked at. */
  setStatus(name: string, status: string, ...next: readonly string[]): void {
    const stack = this.#find(name)
    stack.status = status
    stack.pending = next.map((later) => () => (stack.status = later))
  }

  statuses(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#stacks.map(({ name, status }) => [name, status]))
  }

  parametersOf(name: string): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#find(name).parameters)
  }

  tagsOf(name: string): readonly Readonly<Record<string, string>>[] {
    return this.#find(name).tags
  }

  isProtected(name: string): boolean {
    return this.#find(name).isProtected
  }

  answer(form: URLSearchParams): XmlValue {
    const action = form.get('Action') ?? ''
    const name = form.get('StackName') ?? ''
    this.requests.push(name === '' ? action : `${action} ${name.replace(/^arn:.*:stack\/([^/]+)\/.*$/, '$1')}`)
    const refusal = this.#refusals.shift()
    if (refusal !== undefined) throw refusal
    if (action === 'CreateStack') return this.#create(name, form)
    if (action === 'UpdateStack') return this.#update(name, form)
    if (action === 'DeleteStack') return this.#delete(name, form)
    if (action === 'DescribeStacks') return this.#describe(name, form)
    if (action === 'DescribeStackEvents') return page(this.#find(name).events, form, 'StackEvents')
    throw new Refusal(`${action} is not served here`, 'InvalidAction')
  }

  #create(name: string, form: URLSearchParams): XmlValue {
    if (this.#stacks.some((stack) => stack.name === name && stack.status !== 'DELETE_COMPLETE')) {
      throw new Refusal(`Stack [${name}] already exists`, 'AlreadyExistsException')
    }
    const id = `arn:aws:cloudformation:us-east-1:123456789012:stack/${name}/${this.#stacks.length}`
    const isProtected = form.get('EnableTerminationProtection') === 'true'
    const stack: ServedStack = { name, id, isProtected, ...read(form), status: 'CREATE_IN_PROGRESS', pending: [], events: [] }
    this.#stacks.push(stack)
    this.#run(stack, 'CREATE', Object.keys(stack.template.Resources), form)
    return { StackId: id }
  }

  #update(name: string, form: URLSearchParams): XmlValue {
    const stack = this.#find(name)
    if (!/^(CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE$/.test(stack.status)) {
      throw new Refusal(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`)
    }
    const next = read(form)
    const changed = changedResources(stack, next)
    const isSame = changed.length === 0 && JSON.stringify(stack.tags) === JSON.stringify(next.tags)
    if (isSame) throw new Refusal('No updates are to be performed.')
    Object.assign(stack, next)
    this.#run(stack, 'UPDATE', changed, form)
    return { StackId: stack.id }
  }

  #delete(name: string, form: URLSearchParams): XmlValue {
    const stack = this.#find(name)
    if (stack.isProtected) throw new Refusal(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`)
    this.#run(stack, 'DELETE', Object.keys(stack.template.Resources), form)
    return {}
  }

  #describe(name: string, form: URLSearchParams): XmlValue {
    if (name === '') {
      const listed = this.#stacks.filter(({ status }) => status !== 'DELETE_COMPLETE')
      return page(listed.map(describe), form, 'Stacks', 2)
    }
    const stack = this.#find(name)
    const described = describe(stack)
    stack.pending.shift()?.()
    return { Stacks: [described] }
  }

  /** By name only a stack that is not deleted; by id any. */
  #find(nameOrId: string): ServedStack {
    const found = this.#stacks.findLast(({ name, id, status }) => id === nameOrId || (name === nameOrId && status !== 'DELETE_COMPLETE'))
    if (found === undefined) throw new Refusal(`Stack with id ${nameOrId} does not exist`)
    return found
  }

  #run(stack: ServedStack, verb: 'CREATE' | 'UPDATE' | 'DELETE', resources: readonly string[], form: URLSearchParams): void {
    const token = form.get('ClientRequestToken') ?? ''
    const tell = (id: string, type: string, status: string, reason?: string): void => {
      stack.events.unshift({
        EventId: `${stack.name}-${stack.events.length}`,
        StackId: stack.id,
        StackName: stack.name,
        LogicalResourceId: id,
        ResourceType: type,
        ResourceStatus: status,
        ResourceStatusReason: reason,
        ClientRequestToken: token,
        Timestamp: new Date(0).toISOString(),
      })
    }
    const end = (status: string, reason?: string): void => {
      stack.status = status
      tell(stack.name, 'AWS::CloudFormation::Stack', status, reason)
    }
    const typeOf = (id: string): string => stack.template.Resources[id]?.Type ?? ''
    const failure = this.#failures.find((candidate) => candidate.stack.test(stack.name))
    if (failure !== undefined) this.#failures.splice(this.#failures.indexOf(failure), 1)
    end(`${verb}_IN_PROGRESS`, 'User Initiated')
    const work = (): void => {
      for (const id of resources) {
        if (failure === undefined) tell(id, typeOf(id), `${verb}_COMPLETE`)
        else if (id !== failure.resource) tell(id, typeOf(id), `${verb}_FAILED`, 'Resource creation cancelled')
        else tell(id, typeOf(id), `${verb}_FAILED`, failure.reason)
      }
    }
    const rollBack = { CREATE: 'ROLLBACK', UPDATE: 'UPDATE_ROLLBACK', DELETE: undefined }[verb]
    if (failure === undefined) stack.pending = [work, () => end(`${verb}_COMPLETE`)]
    else if (rollBack === undefined) stack.pending = [work, () => end('DELETE_FAILED', 'The following resource(s) failed to delete')]
    else stack.pending = [work, () => end(`${rollBack}_IN_PROGRESS`), () => end(`${rollBack}_COMPLETE`)]
  }
}

function read(form: URLSearchParams): Deployed {
  const template = JSON.parse(form.get('TemplateBody') ?? '') as Template
  const given = new Map(readList(form, 'Parameters').map(({ ParameterKey, ParameterValue }) => [ParameterKey ?? '', ParameterValue ?? '']))
  const unknown = [...given.keys()].filter((name) => !Object.hasOwn(template.Parameters, name))
  if (unknown.length > 0) throw new Refusal(`Parameters: [${unknown.join(', ')}] do not exist in the template`)
  const missing = Object.entries(template.Parameters).filter(([name, { Default }]) => Default === undefined && !given.has(name))
  if (missing.length > 0) throw new Refusal(`Parameters: [${missing.map(([name]) => name).join(', ')}] must have values`)
  if (!form.toString().includes('CAPABILITY_NAMED_IAM')) throw new Refusal('Requires capabilities : [CAPABILITY_NAMED_IAM]')
  return { template, parameters: given, tags: readList(form, 'Tags') }
}

/** Resources whose text, or whose parameters, are others. */
function changedResources(before: Deployed, after: Deployed): string[] {
  const textOf = ({ template, parameters }: Deployed, id: string): string => {
    const text = JSON.stringify(template.Resources[id])
    const used = [...parameters].filter(([name]) => text?.includes(`"${name}"`) || text?.includes(`\${${name}}`))
    return JSON.stringify([text, used])
  }
  const ids = new Set([...Object.keys(before.template.Resources), ...Object.keys(after.template.Resources)])
  return [...ids].filter((id) => textOf(before, id) !== textOf(after, id))
}

function describe({ name, id, status, parameters, tags }: ServedStack): XmlValue {
  return {
    StackId: id,
    StackName: name,
    StackStatus: status,
    CreationTime: new Date(0).toISOString(),
    Parameters: [...parameters].map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
    Tags: tags,
  }
}

function page(all: readonly XmlValue[], form: URLSearchParams, name: string, size = PAGE): XmlValue {
  const start = Number(form.get('NextToken') ?? 0)
  return { [name]: all.slice(start, start + size), NextToken: start + size < all.length ? String(start + size) : undefined }
}
