import { BridgeDownstreamError } from '@bridge-downstream/core'

/** One thing that is wrong with a configuration. */
export interface ConfigProblem {
  /** JSON pointer into the file, or the name of the environment variable or argument that holds the value. */
  readonly at: string
  readonly message: string
}

/** A configuration that cannot be used, with all that is wrong with it. Holds no values, since one may be a secret. */
export class ConfigError extends BridgeDownstreamError {
  override readonly name = 'ConfigError'
  readonly problems: readonly ConfigProblem[]

  constructor(what: string, code: string, hint: string, problems: readonly ConfigProblem[] = [], cause?: unknown) {
    const lines = problems.map(({ at, message }) => `\n  ${at === '' ? '(the whole)' : at}: ${message}`)
    super(what, { code, hint: `${hint}${lines.join('')}`, cause })
    this.problems = problems
  }
}
