import { OptionError } from '../errors.js'
import type { DatasetRules, Deduplication, Deletions } from './partition-options.js'
import { compileRules } from './survey-partition.js'

type Fits = (value: unknown) => boolean
type Members<T> = Readonly<Record<keyof T, Fits>>

const isText: Fits = (value) => typeof value === 'string' && value !== ''
const isKey: Fits = (value) => Array.isArray(value) && value.every(isText)

const DEDUPLICATION: Members<Deduplication> = { key: isKey, latestBy: (value) => value === undefined || isText(value) }
const DELETIONS: Members<Deletions> = { dataset: isText, key: isKey }
const RULES: Members<DatasetRules> = {
  deduplicate: (value) => value === undefined || hasMembers(value, DEDUPLICATION),
  deletions: (value) => value === undefined || hasMembers(value, DELETIONS),
}

const FORMS: Readonly<Record<keyof DatasetRules, string>> = {
  deduplicate: '{"key": ["ParticipantIdentifier", "Date"], "latestBy": "InsertedDate"}, or without "latestBy"',
  deletions: '{"dataset": "HealthKitV2Samples_Deleted_v1", "key": ["HealthKitSampleKey"]}',
}

/**
 * Check the form of rules by dataset, which may come from a file: a misspelt one would leave every document in, and nobody would see it.
 *
 * @throws OptionError `bad-rules`, or `bad-key` for a key without fields, or whose fields are no paths of names; with the dataset.
 */
export function checkDatasetRules(datasets: unknown): asserts datasets is Readonly<Record<string, DatasetRules>> {
  if (!isRecord(datasets)) {
    throw new OptionError('The rules are no object of rules by dataset', {
      code: 'bad-rules',
      hint: `For example {"Steps_v1": {"deduplicate": {"key": ["ParticipantIdentifier", "Date"], "latestBy": "InsertedDate"}}}.`,
    })
  }
  for (const [dataset, rules] of Object.entries(datasets)) checkForm(rules, dataset)
}

function checkForm(rules: unknown, dataset: string): void {
  if (!isRecord(rules)) throw badRules('The rules of a dataset are no object', dataset)
  for (const [name, rule] of Object.entries(rules)) {
    if (!isRuleName(name)) throw badRules(`There is no rule ${JSON.stringify(name)}`, dataset)
    if (!RULES[name](rule)) {
      throw new OptionError(`The rule ${JSON.stringify(name)} is not of the form that it must have`, {
        code: 'bad-rules',
        dataset,
        hint: `Write ${FORMS[name]}.`,
      })
    }
  }
  compileRules(rules, dataset)
}

function badRules(what: string, dataset: string): OptionError {
  return new OptionError(what, { code: 'bad-rules', dataset, hint: `A dataset has some of: ${Object.keys(RULES).join(', ')}.` })
}

function isRuleName(name: string): name is keyof DatasetRules {
  return Object.hasOwn(RULES, name)
}

/** Whether a value has all members, each as it must be, and no other. */
function hasMembers<T>(value: unknown, members: Members<T>): boolean {
  if (!isRecord(value) || !Object.keys(value).every((name) => Object.hasOwn(members, name))) return false
  return Object.entries<Fits>(members).every(([name, fits]) => fits(value[name]))
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
