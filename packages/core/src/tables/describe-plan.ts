import type { Schema } from '../schema/schema.js'
import { planToDdl, type DdlOptions } from './describe-plan-ddl.js'
import { planToDictionary, type DataDictionary } from './describe-plan-dictionary.js'
import { planToMermaid } from './describe-plan-mermaid.js'
import { planToTree } from './describe-plan-tree.js'
import type { TablePlan } from './table-plan.js'

/** A plan in the forms that people and other programs read. */
export interface PlanDescription {
  /** Entity-relationship diagram. */
  mermaid(): string
  /** Statements that create the tables, and views that join a child to its parent. */
  ddl(options: DdlOptions): string[]
  /** What every table and column means, as JSON. */
  dictionary(): DataDictionary
  /** For a terminal. */
  tree(): string
}

/** Describe a plan. @param schema adds statistics to the dictionary. */
export function describePlan(plan: TablePlan, schema?: Schema): PlanDescription {
  return {
    mermaid: () => planToMermaid(plan),
    ddl: (options) => planToDdl(plan, options),
    dictionary: () => planToDictionary(plan, schema),
    tree: () => planToTree(plan),
  }
}
