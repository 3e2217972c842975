export { findArchives } from './cli/find-archives.js'
export { runCommandLine } from './cli/command-line.js'
export type { CommandIo } from './cli/command-io.js'

export { registerDestination } from './catalog/register-destination.js'
export type { CatalogReport, RegisterDestinationOptions } from './catalog/register-destination.js'
export { CatalogError } from './catalog/catalog-error.js'

export { openSynapse } from './synapse/open-synapse.js'
export type { OpenSynapseOptions, Synapse } from './synapse/open-synapse.js'
export { openToken } from './synapse/synapse-token.js'
export { SynapseError } from './synapse/synapse-error.js'
