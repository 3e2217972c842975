import { RegistryError } from '../errors.js'
import { keySegment } from '../store/key-segment.js'
import type { TablePlan } from '../tables/table-plan.js'

/**
 * Two datasets whose tables have one folder would overwrite each other, so a folder belongs to the dataset that claims it first.
 *
 * @param owners datasets by folder; what is claimed is added.
 * @throws RegistryError `table-name-taken`.
 */
export function claimFolders({ dataset, tables }: TablePlan, owners: Map<string, string>): void {
  const folders = tables.map(({ name }) => keySegment(name).toLowerCase())
  const taken = folders.findIndex((folder) => owners.has(folder))
  if (taken >= 0) {
    throw new RegistryError('A table of a dataset is called as one of another dataset', {
      code: 'table-name-taken',
      dataset,
      table: tables[taken]!.name,
      hint: `The other dataset is ${owners.get(folders[taken]!)}. Rename the array with an override, and move the plan away.`,
    })
  }
  for (const folder of folders) owners.set(folder, dataset)
}
