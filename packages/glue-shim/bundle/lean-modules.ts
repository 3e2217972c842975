/** A module that is bundled in another form. */
export interface ModuleEdit {
  readonly filter: RegExp
  /** @throws Error if it is no longer of the form that is edited. */
  readonly edit: (text: string, file: string) => string
}

/** Schemas of all operations of a client, each in a variable of its own, whose computed keys make esbuild keep them all. */
const ARRAY_VARIABLE = /^((?:export )?var \w+\$? = )(\[(?:.*\]|[\s\S]*?^\]));$/gm
/** An error that nobody registers keeps its name, and what the service says; only a class of its own it has not. */
const OWN_ERROR = /^n\d+_registry\.registerError\(.*\);$/gm

/** A method of a generated class, with the comment before it. */
const METHOD = /^ {4}\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n {4}async (\w+)\([\s\S]*?^ {4}\}\n/gm
const USED_METHODS = new Set(['getRepoV1EntityIdStsRaw'])

export const EDITS: readonly ModuleEdit[] = [
  {
    filter: /[\\/]@aws-sdk[\\/]client-[a-z0-9]+[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/,
    edit: (text, file) => replaced(replaced(text, OWN_ERROR, '', file), ARRAY_VARIABLE, '$1/* @__PURE__ */ (() => $2)();', file),
  },
  {
    // Only its version is asked for.
    filter: /[\\/]@aws-sdk[\\/]client-[a-z0-9]+[\\/]package\.json$/,
    edit: (text) => JSON.stringify({ version: (JSON.parse(text) as { readonly version: string }).version }),
  },
  {
    // One class has a method for each of some fifty requests.
    filter: /[\\/]synapse-client[\\/]dist[\\/]generated[\\/]apis[\\/]EntityServicesApi\.js$/,
    edit: (text, file) => replaced(text, METHOD, (method, name) => (USED_METHODS.has(name) ? method : ''), file),
  },
]

type Replacer = (found: string, group: string) => string

function replaced(text: string, pattern: RegExp, by: string | Replacer, file: string): string {
  const result = typeof by === 'string' ? text.replace(pattern, by) : text.replace(pattern, by)
  if (result !== text) return result
  throw new Error(`${file} is not of the form that bundle/lean-modules.ts knows: ${pattern.source}`)
}
