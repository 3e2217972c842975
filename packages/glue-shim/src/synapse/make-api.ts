import type { SynapseSession } from './synapse-session.js'

/**
 * Make an API class of the client. Its published types do not resolve in Node's module resolution (its files name each other without
 * extensions), so what is used of it is written down where it is used.
 */
export async function makeApi<T>(Api: unknown, { configuration }: SynapseSession): Promise<T> {
  const { Configuration } = await import('@sage-bionetworks/synapse-client/generated/runtime')
  const MakeConfiguration = Configuration as unknown as new (parameters: SynapseSession['configuration']) => unknown
  const MakeApi = Api as new (configuration: unknown) => T
  return new MakeApi(new MakeConfiguration(configuration))
}
