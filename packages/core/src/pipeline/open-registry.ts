import { changeFamily, putVersion } from '../datasets/change-family.js'
import type { DatasetFamily } from '../datasets/dataset-family.js'
import { formatDatasetIdentifier, parseDatasetIdentifier, type DatasetIdentifier } from '../datasets/dataset-identifier.js'
import { routeSchema, type Route, type RouteRequest } from '../datasets/route-schema.js'
import { OptionError, RegistryError, StoreError } from '../errors.js'
import { compareSchemas } from '../schema/compare-schemas.js'
import { fingerprint } from '../schema/fingerprint.js'
import { schemaDepth } from '../schema/schema-depth.js'
import type { Schema } from '../schema/schema.js'
import { structureOnly } from '../schema/structure-only.js'
import type { Store, StoreOptions } from '../store/store.js'
import { assessSchema } from './assess-schema.js'
import { FamilyFiles, type StoredFamily } from './family-files.js'
import { fingerprintsOf, MAX_SCHEMA_DEPTH } from './family-file.js'
import type { Registration, Registry, RegistryOptions } from './registry.js'
import { waitMs } from './wait-ms.js'

const DEFAULT_PREFIX = 'registry/'
const DEFAULT_ATTEMPTS = 100
const DEFAULT_FIRST_WAIT_MS = 10
/** Of the first wait. */
const LONGEST_WAIT = 100

/** Something to write, if nobody was faster, and what to answer then; or only an answer. */
interface Decision<T> {
  readonly change?: { readonly before: StoredFamily | undefined; readonly after: DatasetFamily } | undefined
  readonly answer: T
}

/**
 * Open the registry of a destination. Nothing is read or written before it is asked.
 *
 * @param store one that holds the condition of a put.
 */
export function openRegistry(store: Store, options: RegistryOptions = {}): Registry {
  const files = new FamilyFiles(store, options.prefix ?? DEFAULT_PREFIX)
  const reserved = options.reserved?.map((dataset) => parseDatasetIdentifier(dataset).name)

  /** Decide, and write; decide anew for as long as somebody else's change came first. */
  async function settle<T>(seed: string, decide: () => Promise<Decision<T>>, { signal }: StoreOptions): Promise<T> {
    const attempts = options.maxAttempts ?? DEFAULT_ATTEMPTS
    for (let attempt = 1; ; attempt++) {
      const { change, answer } = await decide()
      if (!change) return answer
      try {
        await files.put(change.after, change.before, { signal })
        return answer
      } catch (error) {
        if (!(error instanceof StoreError && error.code === 'precondition-failed')) throw error
        if (attempt >= attempts) throw contended(attempts, error)
      }
      await waitMs(backoffMs(attempt, seed, options.firstWaitMs ?? DEFAULT_FIRST_WAIT_MS), signal)
    }
  }

  return {
    async register({ entryName, schema, dataset, contract }, storeOptions = {}) {
      const identifier = dataset === undefined ? undefined : parseDatasetIdentifier(dataset)
      checkDepth(schema, entryName)
      const bare = structureOnly(schema)
      const request: RouteRequest = { entryName, fingerprint: fingerprint(bare, 'exact'), dataset: identifier, contract, reserved }
      const decide = async (): Promise<Decision<Registration>> => {
        const stored = identifier ? await files.readFor(identifier, storeOptions) : await files.readAll(storeOptions)
        const families = stored.map(({ family }) => family)
        const route = routeSchema(families, request, (version) => assessSchema(version, bare, options.infer))
        const flagsOf = ({ schema: of }: Registration['version']): Registration['flags'] =>
          compareSchemas(of, of, { injected: options.injected }).flags
        if (route.action === 'keep' || route.action === 'refuse') {
          const outcome = route.action === 'keep' ? 'registered' : 'refused'
          return { answer: { outcome, version: route.version, ...findingsOf(route), flags: flagsOf(route.version), written: false } }
        }
        const before = stored.find(({ family }) => family.name === nameOf(route))
        const { family: after, version } = changeFamily(before?.family, route, request, bare, fingerprintsOf)
        const answer = { outcome: 'registered', version, ...findingsOf(route), flags: flagsOf(version), written: true } as const
        return { change: { before, after }, answer }
      }
      return settle(request.fingerprint, decide, storeOptions)
    },

    async setContract(dataset, contract, storeOptions = {}) {
      const identifier = parseDatasetIdentifier(dataset)
      return settle(
        dataset,
        async () => {
          const [before] = await files.readFor(identifier, storeOptions)
          const version = before?.family.versions.find((candidate) => candidate.dataset === dataset)
          if (!before || !version) throw new OptionError('The registry has no such dataset', { code: 'unknown-dataset', dataset })
          if (version.contract === contract) return { answer: version }
          const answer = { ...version, contract }
          return { change: { before, after: putVersion(before.family, answer) }, answer }
        },
        storeOptions,
      )
    },

    async families(storeOptions = {}) {
      return (await files.readAll(storeOptions)).map(({ family }) => family)
    },

    async family(name, storeOptions = {}) {
      const { name: checked } = parseDatasetIdentifier(formatDatasetIdentifier({ name, version: 1 }))
      const stored = await files.read(checked, storeOptions)
      return stored?.family.name === name ? stored.family : undefined
    },
  }
}

/** What is written must be read again. */
function checkDepth(schema: Schema, entry: string): void {
  if (schemaDepth(schema) <= MAX_SCHEMA_DEPTH) return
  throw new OptionError(`A schema that nests deeper than ${MAX_SCHEMA_DEPTH} containers cannot be registered`, {
    code: 'schema-too-deep',
    entry,
    hint: `Infer it with a maxDepth of at most ${MAX_SCHEMA_DEPTH}: deeper containers become JSON text.`,
  })
}

function findingsOf(route: Route): Pick<Registration, 'reason' | 'verdict' | 'comparedWith' | 'changes'> {
  const compared = route.action === 'make' ? route.from : route
  if (!compared) return { reason: route.reason, verdict: 'new', comparedWith: null, changes: [] }
  const { verdict, changes } = compared.assessment
  return { reason: route.reason, verdict, comparedWith: compared.version.dataset, changes }
}

function nameOf(route: Extract<Route, { action: 'join' | 'make' }>): DatasetIdentifier['name'] {
  return route.action === 'make' ? route.identifier.name : parseDatasetIdentifier(route.version.dataset).name
}

/** Doubles, and is up to half as long again, as the seed says: workers that met once with different schemas do not meet again. */
function backoffMs(attempt: number, seed: string, firstMs: number): number {
  const spread = Number.parseInt(seed.slice(-4), 16)
  const part = Number.isNaN(spread) ? 0 : ((spread * attempt) % 0x1_0000) / 0x2_0000
  return firstMs * Math.min(2 ** (attempt - 1), LONGEST_WAIT) * (1 + part)
}

function contended(attempts: number, cause: StoreError): RegistryError {
  return new RegistryError(`Other writers were faster ${attempts} times`, {
    code: 'registry-contended',
    key: cause.place.key,
    hint: 'Register fewer schemas at once, merged beforehand, or allow more attempts.',
    cause,
  })
}
