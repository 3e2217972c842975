/** How keys of documents become names of tables and columns. */
export interface NamingConvention {
  readonly name: string
  /** The root table of a dataset. */
  rootTable(dataset: string): string
  /** One key of a path. */
  segment(key: string): string
  readonly separator: string
}

const NOT_IN_A_NAME = /[^A-Za-z0-9_]/g

/** As AWS Glue and Athena have it, and as the original pipeline's consumers expect it: case is kept, all but letters, digits and `_` become `_`. */
const glue: NamingConvention = {
  name: 'glue',
  rootTable: (dataset) => `dataset_${dataset.replace(NOT_IN_A_NAME, '_').toLowerCase()}`,
  segment: (key) => key.replace(NOT_IN_A_NAME, '_'),
  separator: '_',
}

/** `stepHistory` becomes `step_history`. */
const snakeCase: NamingConvention = {
  name: 'snake_case',
  rootTable: toSnakeCase,
  segment: toSnakeCase,
  separator: '_',
}

/** Keys stay as they are, with `.` between them. */
const identity: NamingConvention = {
  name: 'identity',
  rootTable: (dataset) => dataset,
  segment: (key) => key,
  separator: '.',
}

export const NAMING_CONVENTIONS: Readonly<Record<'glue' | 'snake_case' | 'identity', NamingConvention>> = {
  glue,
  snake_case: snakeCase,
  identity,
}

export type NamingConventionName = keyof typeof NAMING_CONVENTIONS

function toSnakeCase(key: string): string {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replace(NOT_IN_A_NAME, '_')
    .toLowerCase()
}
