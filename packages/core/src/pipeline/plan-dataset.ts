import { readDatasetIdentifier } from '../datasets/dataset-identifier.js'
import type { DatasetVersion } from '../datasets/dataset-family.js'
import type { Injection } from '../datasets/injected-fields.js'
import { OptionError, RegistryError, StoreError } from '../errors.js'
import type { Schema } from '../schema/schema.js'
import type { Store, StoreOptions } from '../store/store.js'
import type { TableLimits } from '../tables/limit-schema.js'
import type { NamingConventionName } from '../tables/naming.js'
import { evolvePlan, planTables } from '../tables/plan-tables.js'
import type { InjectedColumn, TablePlan } from '../tables/table-plan.js'
import { openRegistry } from './open-registry.js'
import { formatPlan, parsePlan, planKey } from './plan-file.js'
import type { Registry } from './registry.js'
import type { DatasetOverrides } from './relationalize-options.js'
import { waitMs } from './wait-ms.js'

export interface PlanDatasetOptions extends StoreOptions {
  /** What was injected into the documents: columns of every table. */
  readonly injection: Pick<Injection, 'fields'>
  /** How tables and columns are named. Default `glue`. */
  readonly convention?: NamingConventionName | undefined
  readonly tableLimits?: Partial<TableLimits> | undefined
  /** What to do at single places, by dataset and path. See `planTables`. */
  readonly overrides?: DatasetOverrides | undefined
  /** Default: the registry of the same store. */
  readonly registry?: Registry | undefined
}

/** The plan of a dataset version, as it is kept. */
export interface DatasetPlan {
  readonly plan: TablePlan
  /** Exact fingerprint of the schema that the plan was last made or extended for; null if nobody knows. */
  readonly fingerprint: string | null
}

/** A plan that fits the registry. */
export interface PlanProposal extends DatasetPlan {
  /** Whether it is other than the one that is kept. */
  readonly isNew: boolean
  /** Of the plan that is kept; undefined if there is none. */
  readonly etag: string | undefined
}

/** User metadata of the plan's object. */
const FINGERPRINT = 'fingerprint'
const MAX_ATTEMPTS = 100
const LONGEST_WAIT_MS = 1_000

/**
 * The plan of a dataset version: the one that is kept in `plans/{Name_vN}.json`, extended for what the registry's schema has more. What
 * changed is written, on the condition that nobody else was faster, so any number of workers agree on one plan.
 *
 * @throws RegistryError `unknown-dataset` if neither a plan nor the registry knows it; `damaged-plan`; `plan-contended`.
 * @throws OptionError if the options are not those that the kept plan was made with, or meet nothing.
 */
export async function planDataset(store: Store, dataset: string, options: PlanDatasetOptions): Promise<DatasetPlan> {
  for (let attempt = 1; ; attempt++) {
    const { plan, fingerprint, isNew, etag } = await proposePlan(store, dataset, options)
    if (!isNew) return { plan, fingerprint }
    try {
      await store.put(planKey(dataset), new TextEncoder().encode(formatPlan(plan)), {
        condition: etag === undefined ? 'absent' : { etag },
        contentType: 'application/json',
        metadata: fingerprint === null ? {} : { [FINGERPRINT]: fingerprint },
        signal: options.signal,
      })
      return { plan, fingerprint }
    } catch (error) {
      if (!(error instanceof StoreError && error.code === 'precondition-failed')) throw error
      if (attempt >= MAX_ATTEMPTS) {
        throw new RegistryError(`Other writers of a plan were faster ${MAX_ATTEMPTS} times`, {
          code: 'plan-contended',
          key: planKey(dataset),
          cause: error,
        })
      }
      await waitMs(Math.min(2 ** attempt, LONGEST_WAIT_MS), options.signal)
    }
  }
}

/** The plan that {@link planDataset} would keep. Nothing is written. */
export async function proposePlan(store: Store, dataset: string, options: PlanDatasetOptions): Promise<PlanProposal> {
  const kept = await readPlan(store, dataset, options)
  const version = await readVersion(options.registry ?? openRegistry(store), dataset, options)
  const injected = injectedColumns(options.injection)
  const { overrides = {}, tableLimits: limits } = options
  const planOptions = { limits, overrides: Object.hasOwn(overrides, dataset) ? overrides[dataset] : undefined }
  if (kept) checkChoices(kept.plan, options)
  if (!version) {
    if (kept) return { ...kept, isNew: false }
    throw new RegistryError('Neither the registry nor a plan knows a dataset', {
      code: 'unknown-dataset',
      dataset,
      hint: 'Unpack its archives, or register the schema of its documents.',
    })
  }
  const plan = kept
    ? extendKept(kept.plan, version.schema, planOptions)
    : planTables(version.schema, { ...planOptions, dataset, injected, convention: options.convention })
  if (kept && formatPlan(plan) === formatPlan(kept.plan)) return { ...kept, isNew: false }
  return { plan, fingerprint: version.fingerprints.exact, isNew: true, etag: kept?.etag }
}

/** The plan that is kept; undefined if there is none. */
export async function readPlan(store: Store, dataset: string, { signal }: StoreOptions): Promise<Omit<PlanProposal, 'isNew'> | undefined> {
  const object = await store.get(planKey(dataset), { signal }).catch((error: unknown) => {
    if (error instanceof StoreError && error.code === 'not-found') return undefined
    throw error
  })
  if (!object) return undefined
  const plan = parsePlan(await object.bytes(), dataset)
  return { plan, fingerprint: object.metadata[FINGERPRINT] ?? null, etag: object.etag }
}

async function readVersion(registry: Registry, dataset: string, { signal }: StoreOptions): Promise<DatasetVersion | undefined> {
  const identifier = readDatasetIdentifier(dataset)
  const family = identifier && (await registry.family(identifier.name, { signal }))
  return family?.versions.find((version) => version.dataset === dataset)
}

/**
 * A plan that is extended keeps its injected columns and its convention: other options would be passed over in silence.
 *
 * @throws OptionError `plan-differs`.
 */
export function checkChoices(plan: TablePlan, { injection, convention }: Pick<PlanDatasetOptions, 'injection' | 'convention'>): void {
  const injected = injectedColumns(injection)
  const before = plan.tables[0]!.columns.flatMap(({ name, type, source }) => (source.role === 'injected' ? [{ name, type }] : []))
  if (JSON.stringify(before) !== JSON.stringify(injected))
    throw planDiffers('The plan of a dataset was made with other injected columns', plan)
  if (convention !== undefined && convention !== plan.convention) {
    throw planDiffers(`The plan of a dataset was made with the convention ${plan.convention}, not ${convention}`, plan)
  }
}

function injectedColumns({ fields }: PlanDatasetOptions['injection']): InjectedColumn[] {
  return fields.map(({ name, type }) => ({ name, type }))
}

/** @throws OptionError `plan-differs`, with the key of the plan, if an override would change what it holds. */
function extendKept(plan: TablePlan, schema: Schema, options: Parameters<typeof evolvePlan>[2]): TablePlan {
  try {
    return evolvePlan(plan, schema, options)
  } catch (error) {
    throw error instanceof OptionError && error.code === 'plan-differs' ? planDiffers(error.what, plan) : error
  }
}

function planDiffers(what: string, { dataset }: TablePlan): OptionError {
  return new OptionError(what, {
    code: 'plan-differs',
    dataset,
    key: planKey(dataset),
    hint: 'Keep the choice, or take a new destination, or move the plan away: then the tables are planned anew, and all partitions rebuilt.',
  })
}
