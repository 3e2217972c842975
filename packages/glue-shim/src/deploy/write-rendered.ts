import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { backfillDefinition, definitionText, rebuildDefinition } from '../templates/state-machines.js'
import type { Value } from '../templates/template.js'
import { TEMPLATES } from '../templates/templates.js'
import { parameterList, type Stack } from './plan-stacks.js'

/**
 * Write what would be deployed: `templates/`, `state-machines/`, `parameters/` for the AWS CLI, and `config/` for sceptre.
 *
 * @returns the files, relative to `folder`.
 */
export async function writeRendered(stacks: readonly Stack[], environment: string, folder: string): Promise<readonly string[]> {
  const files = new Map<string, string>([
    ['config/config.yaml', toYaml({ project_code: 'bridge-downstream', region: '{{ environment_variable.AWS_REGION }}' })],
  ])
  for (const kind of new Set(stacks.map((stack) => stack.kind))) files.set(`templates/${kind}.json`, toJson(TEMPLATES[kind]))
  for (const [position, stack] of stacks.entries()) {
    if (stack.kind === 'version') {
      files.set('state-machines/backfill.asl.json', fillDefinition(backfillDefinition, stack))
      files.set('state-machines/rebuild.asl.json', fillDefinition(rebuildDefinition, stack))
    }
    files.set(`parameters/${stack.name}.json`, toJson(parameterList(stack)))
    files.set(`config/${environment}/${stack.name}.yaml`, toYaml(sceptreConfig(stack, stacks.slice(0, position), environment)))
  }
  for (const [name, text] of files) {
    const file = path.join(folder, name)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, text)
  }
  return [...files.keys()].sort()
}

/** A definition with its parameters filled in; names of resources stand as they are in the template. */
function fillDefinition(definition: Value, { template, parameters }: Stack): string {
  const text = definitionText(definition).replaceAll(/\$\{(\w+)\}/g, (placeholder, name: string) =>
    String(parameters[name] ?? template.Parameters[name]?.Default ?? placeholder),
  )
  return toJson(JSON.parse(text))
}

function sceptreConfig(stack: Stack, before: readonly Stack[], environment: string): Readonly<Record<string, unknown>> {
  return {
    template: { type: 'file', path: `${stack.kind}.json` },
    stack_name: stack.name,
    dependencies: before.filter(({ kind }) => kind !== stack.kind).map(({ name }) => `${environment}/${name}.yaml`),
    parameters: stack.parameters,
    stack_tags: stack.tags,
  }
}

const toJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

/** JSON is YAML; one key a line, so that a person finds it. */
function toYaml(mapping: Readonly<Record<string, unknown>>): string {
  return Object.entries(mapping)
    .map(([key, value]) => `${key}: ${JSON.stringify(value, null, 2)}\n`)
    .join('')
}
