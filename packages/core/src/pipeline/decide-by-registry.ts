import stableStringify from 'fast-json-stable-stringify'
import { SchemaConflictError } from '../errors.js'
import { digestHex } from '../names/digest.js'
import { fingerprint } from '../schema/fingerprint.js'
import type { Schema } from '../schema/schema.js'
import { structureOnly } from '../schema/structure-only.js'
import type { StoreOptions } from '../store/store.js'
import type { DatasetDecision, DatasetReason, DecideDataset } from './decide-dataset.js'
import type { Registration, Registry } from './registry.js'

const encoder = new TextEncoder()

/**
 * Datasets as the registry has them: where names have told one, the version of it that takes the structure; else the nearest one for the
 * entry's name. A structure that has been decided is decided for good, so the registry is asked once for each.
 *
 * @throws SchemaConflictError (when it is asked) `refused-by-contract` if a frozen version would have to change.
 */
export function decideByRegistry(registry: Registry, options: StoreOptions = {}): DecideDataset {
  const decided = new Map<string, DatasetDecision>()
  return async ({ entryName, schema, dataset }) => {
    // A digest, since there may be thousands of structures, each as long as its schema.
    const key = digestHex(encoder.encode(stableStringify([entryName, dataset ?? null, structureOnly(schema)])))
    const known = decided.get(key)
    if (known) return known
    const registration = await registry.register({ entryName, schema, dataset }, options)
    if (registration.outcome === 'refused') throw refused(registration)
    const decision = decisionOf(registration, dataset, schema)
    decided.set(key, decision)
    return decision
  }
}

/** Told by what the registry has on record, so that it is the same whenever it is asked. */
function decisionOf({ version }: Registration, given: string | undefined, schema: Schema): DatasetDecision {
  const { dataset, history } = version
  if (given === dataset) return { dataset }
  const print = fingerprint(structureOnly(schema), 'exact')
  const event = history.find((candidate) => candidate.fingerprint === print)
  const isKnown = given === undefined && !event
  return { dataset, decision: { by: isKnown ? 'known' : 'inferred', because: explain(dataset, event?.comparedWith, given) } }
}

function explain(dataset: string, comparedWith: string | null | undefined, given: string | undefined): DatasetReason['because'] {
  if (given !== undefined) return `it belongs to ${given}, and its structure forks from that`
  if (comparedWith === undefined) return `${dataset} of the same name has its structure`
  if (comparedWith === null) return 'nothing declares or maps it; it is called by its name'
  return comparedWith === dataset
    ? `${dataset} of the same name is the nearest, and takes it in`
    : `its structure forks from ${comparedWith}`
}

function refused({ version, changes }: Registration): SchemaConflictError {
  const [first] = changes
  return new SchemaConflictError('The structure of an entry would change a dataset that is frozen', {
    code: 'refused-by-contract',
    dataset: version.dataset,
    hint: `It would change at ${first?.path ?? '$'} (${changes.length} ${changes.length === 1 ? 'change' : 'changes'}). Allow it with the contract "evolve", and replay the record.`,
  })
}
