import * as z from 'zod'
import { ConfigError } from '../config/config-error.js'

const value = z.union([z.string(), z.number(), z.array(z.string().regex(/^[^,]*$/, 'must hold no comma'))])
const values = z.record(z.string(), value)

/** Values of parameters, by name. A list is joined by commas. */
export type ParameterValues = Readonly<Record<string, string | number | readonly string[]>>

/** What differs between deployments and is nobody's configuration: sizes, limits, topics, schedules. */
export interface DeploySettings {
  /** For every stack that has the parameter. */
  readonly all?: ParameterValues | undefined
  readonly shared?: ParameterValues | undefined
  readonly namespace?: ParameterValues | undefined
  readonly version?: ParameterValues | undefined
  /** By app, such as `mobile-toolbox`. */
  readonly apps?: Readonly<Record<string, ParameterValues>> | undefined
  /** By app and study, such as `mobile-toolbox/cxhnxd`. */
  readonly studies?: Readonly<Record<string, ParameterValues>> | undefined
}

const settingsSchema: z.ZodType<DeploySettings> = z.strictObject({
  all: values.optional(),
  shared: values.optional(),
  namespace: values.optional(),
  version: values.optional(),
  apps: z.record(z.string(), values).optional(),
  studies: z.record(z.string(), values).optional(),
})

/** @throws ConfigError `bad-parameters` with everything that is wrong. */
export function parseDeploySettings(json: unknown): DeploySettings {
  const result = settingsSchema.safeParse(json)
  if (result.success) return result.data
  const problems = result.error.issues.map(({ path, message }) => ({ at: path.map((segment) => `/${String(segment)}`).join(''), message }))
  throw new ConfigError('The file of parameters cannot be used', 'bad-parameters', 'Mend:', problems)
}
