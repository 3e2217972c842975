import type { Schema } from '../schema/schema.js'
import type { TablePlan } from '../tables/table-plan.js'
import { documentType } from './document-type.js'
import { rowTypes } from './row-types.js'
import { TypeNames } from './type-names.js'

export interface TypeOptions {
  /** What a document is called, such as `taskData`: the type is `TaskData`. */
  readonly name: string
  /** Also the rows of these tables. */
  readonly plan?: TablePlan | undefined
}

/**
 * TypeScript for a schema: the type of its documents as `JSON.parse` gives them, and of each table's rows as hyparquet reads them.
 *
 * @returns the text of a module that compiles under `strict` and imports nothing. Equal input gives equal text.
 */
export async function generateTypes(schema: Schema, { name, plan }: TypeOptions): Promise<string> {
  const names = new TypeNames()
  const document = await documentType(schema, names.take(name))
  return [document, ...(plan ? rowTypes(plan, names) : [])].join('\n')
}
