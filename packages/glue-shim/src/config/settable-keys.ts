/** What an environment variable or an argument may set: plain texts that differ between deployments of one file. */
export const SETTABLE = [
  'environment',
  'namespace',
  'destination',
  'invalidQueueUrl',
  'rebuildQueueUrl',
  'synapseTokenParameter',
  'synapseEndpoint',
  'logLevel',
] as const

export type SettableKey = (typeof SETTABLE)[number]

/** Name of the environment variable, such as `BRIDGE_DOWNSTREAM_INVALID_QUEUE_URL`. */
export function variableOf(key: SettableKey): string {
  return `BRIDGE_DOWNSTREAM_${key.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
}
