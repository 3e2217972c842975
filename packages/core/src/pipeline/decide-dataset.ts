import { datasetIdentifiers } from '../datasets/dataset-names.js'
import type { Schema } from '../schema/schema.js'

/** Which dataset takes an entry, and why. */
export interface DatasetDecision {
  readonly dataset: string
  /** Left out where names have decided already. */
  readonly decision?: DatasetReason
}

export interface DatasetReason {
  /**
   * - `declared`: by the identifier of its JSON Schema
   * - `mapped`: by its name
   * - `known`: its structure is one that the registry has for this name
   * - `inferred`: compared with the datasets of the same name
   */
  readonly by: 'declared' | 'mapped' | 'known' | 'inferred'
  /** For people. */
  readonly because: string
}

/** Decides which dataset takes an entry of this name and structure; where its names have told a dataset already, which version of it. */
export type DecideDataset = (entry: {
  readonly entryName: string
  readonly schema: Schema
  readonly dataset: string | undefined
}) => Promise<DatasetDecision>

/** What names have told stands; for the rest, each name of an entry is a dataset. */
export const decideByName: DecideDataset = async ({ entryName, dataset }) => {
  if (dataset !== undefined) return { dataset }
  return {
    dataset: datasetIdentifiers([entryName]).get(entryName)!,
    decision: { by: 'inferred', because: 'nothing declares or maps it; it is called by its name' },
  }
}
