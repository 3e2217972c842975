import type { DataType, Field } from '@bridge-downstream/core'
import { useState } from 'preact/hooks'
import type { ExploredDataset, Exploration } from '../worker/messages.ts'
import { count, formatNumber } from './count.ts'
import { largestDataset } from './largest-dataset.ts'
import { Picker } from './picker.tsx'
import { useMore } from './use-more.tsx'

/** Containers that are open at first. */
const OPEN_DEPTH = 1

/** What the documents of a dataset have, how often, and the fingerprints of it. */
export function SchemaView({ exploration: { datasets, tables } }: { readonly exploration: Exploration }) {
  const [name, setName] = useState(() => largestDataset(tables))
  const shown = datasets.find(({ dataset }) => dataset === name) ?? datasets[0]!
  const choices = datasets.map(({ dataset, schema }) => ({ value: dataset, label: dataset, note: formatNumber(schema.documents) }))
  return (
    <div class="with-picker">
      <Picker label="Dataset" choices={choices} selected={shown.dataset} onSelect={setName} />
      <div key={shown.dataset}>
        <h3 class="place">{shown.dataset}</h3>
        <p class="quiet">{count(shown.schema.documents, 'document')}. Bars show how many of the objects around a field have it.</p>
        <FieldList fields={childrenOf(shown.schema.root)} depth={0} />
        <FingerprintList fingerprints={shown.fingerprints} />
      </div>
    </div>
  )
}

function FingerprintList({ fingerprints }: Pick<ExploredDataset, 'fingerprints'>) {
  return (
    <section class="fingerprints" aria-label="Fingerprints">
      <h4>Fingerprints</h4>
      <dl>
        <dt>labels</dt>
        <dd>
          <code>{fingerprints.labels}</code>
        </dd>
        <dt>shape</dt>
        <dd>
          <code>{fingerprints.shape}</code>
        </dd>
        <dt>exact</dt>
        <dd>
          <code>{fingerprints.exact}</code>
        </dd>
      </dl>
    </section>
  )
}

interface Child {
  readonly key: string
  readonly label: string
  readonly field: Field
  /** Elements and values stand for many places, and none of them is absent. */
  readonly isNamed: boolean
}

function FieldList({ fields, depth }: { readonly fields: readonly Child[]; readonly depth: number }) {
  const [shown, more] = useMore(fields)
  return (
    <>
      <ul class="schema">
        {shown.map((child) => (
          <FieldItem key={child.key} child={child} depth={depth} />
        ))}
      </ul>
      {more}
    </>
  )
}

function FieldItem({ child, depth }: { readonly child: Child; readonly depth: number }) {
  const children = childrenOf(child.field)
  const [isOpen, setOpen] = useState(depth < OPEN_DEPTH)
  if (children.length === 0) {
    return (
      <li>
        <div class="field">
          <FieldLine {...child} />
        </div>
      </li>
    )
  }
  return (
    <li>
      <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary class="field">
          <FieldLine {...child} />
        </summary>
        {isOpen && <FieldList fields={children} depth={depth + 1} />}
      </details>
    </li>
  )
}

function FieldLine({ label, field, isNamed }: Child) {
  return (
    <>
      <span class={isNamed ? 'field-name' : 'field-name is-each'}>{label}</span>
      <span class="field-kinds">
        {field.types.map((type) => (
          <span key={type.kind} class={`badge kind-${type.kind}`}>
            {kindText(type)}
          </span>
        ))}
        {field.nullable && <span class="badge kind-null">null</span>}
      </span>
      {isNamed ? <Presence field={field} /> : <span class="presence quiet">{count(field.present, 'value')}</span>}
    </>
  )
}

function Presence({ field: { present, absent } }: { readonly field: Field }) {
  const share = present / Math.max(1, present + absent)
  const percent = `${share === 1 ? 100 : Math.min(99.9, Math.round(share * 1000) / 10)} %`
  return (
    <span class="presence" title={`${formatNumber(present)} of ${formatNumber(present + absent)}`}>
      <meter min={0} max={1} value={share} aria-label="Presence">
        {percent}
      </meter>
      <span>{percent}</span>
    </span>
  )
}

function kindText(type: DataType): string {
  switch (type.kind) {
    case 'string':
      return type.formats.length > 0 ? type.formats.join(', ') : 'string'
    case 'array':
      return `array, at most ${formatNumber(type.maxLength)}`
    case 'json':
      return 'JSON text'
    default:
      return type.kind
  }
}

function childrenOf({ types }: Field): Child[] {
  return types.flatMap((type): Child[] => {
    switch (type.kind) {
      case 'object':
        return type.fields.map((field) => ({ key: `.${field.name}`, label: field.name, field, isNamed: true }))
      case 'array':
        return [{ key: '[]', label: 'each element', field: type.items, isNamed: false }]
      case 'map':
        return [{ key: '{}', label: 'each value', field: type.values, isNamed: false }]
      default:
        return []
    }
  })
}
