import { BridgeDownstreamError, RegistryError } from '../errors.js'
import { decodeUtf8 } from '../json/decode-utf8.js'
import { parseJson } from '../json/parse-json.js'
import { planShape } from '../tables/plan-shape.js'
import type { TablePlan } from '../tables/table-plan.js'

/** Where the plans of dataset versions lie. */
export const PLANS = 'plans/'

/** Key of the plan of a dataset version. */
export function planKey(dataset: string): string {
  return `${PLANS}${dataset}.json`
}

/** A plan as a file: JSON, a table a line. Equal plans have equal text. */
export function formatPlan({ version, dataset, convention, tables, limited }: TablePlan): string {
  const head = `"version":${version},"dataset":${JSON.stringify(dataset)},"convention":${JSON.stringify(convention)}`
  const lines = tables.map((table) => JSON.stringify(table))
  return `{${head},"limited":${JSON.stringify(limited)},"tables":[\n${lines.join(',\n')}\n]}\n`
}

/**
 * Read a plan's file.
 *
 * @throws RegistryError `damaged-plan`, with the key and the pointer of what is wrong.
 */
export function parsePlan(bytes: Uint8Array, dataset: string): TablePlan {
  const key = planKey(dataset)
  const hint = 'It is left as it is. Bring back an older copy, or move it away to plan the tables anew.'
  try {
    const plan = planShape(parseJson(decodeUtf8(bytes)), [])
    if (plan.dataset === dataset) return plan
  } catch (cause) {
    if (!(cause instanceof BridgeDownstreamError)) throw cause
    const { pointer, line } = cause.place
    throw new RegistryError(`The plan of a dataset cannot be used: ${cause.what}`, {
      code: 'damaged-plan',
      key,
      pointer,
      line,
      hint,
      cause,
    })
  }
  throw new RegistryError('The plan of a dataset cannot be used: it is that of another dataset', {
    code: 'damaged-plan',
    key,
    pointer: '/dataset',
    hint,
  })
}
