import type { ReportVersion } from '@bridge-downstream/core'
import type { ComponentChildren, VNode } from 'preact'
import { DataDictionary } from './data-dictionary.js'
import { count, formatBytes, formatNumber } from '../format-number.js'
import type { DiagramLayout } from './layout-diagram.js'
import { Name } from './name.js'
import { PartitionView } from './partition-view.js'
import { totalsOf } from './report-totals.js'
import { SchemaHistory } from './schema-history.js'
import { TableDiagram } from './table-diagram.js'

interface VersionSectionProps {
  readonly version: ReportVersion
  readonly id: string
  readonly layout: DiagramLayout | undefined
}

const MOST_LIMITED = 20

/** All that is known of one dataset version. */
export function VersionSection({ version, id, layout }: VersionSectionProps): VNode {
  const { dataset, tables, partitions, limited } = version
  return (
    <section id={id} class="version" aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`}>{dataset}</h3>
      <Facts version={version} />
      <h4>Schema history</h4>
      <SchemaHistory version={version} />
      {partitions.length > 0 && (
        <>
          <h4>Rows by partition</h4>
          <PartitionView version={version} />
        </>
      )}
      {layout && (
        <>
          <h4>Tables and their links</h4>
          <TableDiagram dataset={dataset} layout={layout} />
        </>
      )}
      <h4>Data dictionary</h4>
      {tables.length === 0 ? (
        <p class="quiet">Its tables are planned by the first rebuild.</p>
      ) : (
        <DataDictionary version={version} prefix={`${id}-table`} />
      )}
      {limited.length > 0 && (
        <p class="note">
          {count(limited.length, 'subtree is', 'subtrees are')} kept as JSON text, for a limit of the plan:{' '}
          {limited.slice(0, MOST_LIMITED).map(({ path, limit }) => (
            <>
              <Name of={path} /> ({limit}){' '}
            </>
          ))}
          {limited.length > MOST_LIMITED && 'and more'}
        </p>
      )}
    </section>
  )
}

function Facts({ version }: Pick<VersionSectionProps, 'version'>): VNode {
  const { contract, entries, fingerprint, schemas, json, tables, partitions } = version
  const { documents, rows, parts, sizeBytes } = totalsOf(version)
  return (
    <dl class="facts">
      <Fact name="Documents">{formatNumber(documents)}</Fact>
      <Fact name="Rows">{formatNumber(rows)}</Fact>
      <Fact name="Tables">{formatNumber(tables.length)}</Fact>
      <Fact name="Partitions">{formatNumber(partitions.length)}</Fact>
      <Fact name="Parquet">
        {count(parts, 'part')}, {formatBytes(sizeBytes)}
      </Fact>
      <Fact name="JSON dataset">
        {count(json.objects, 'object')}, {formatBytes(json.sizeBytes)}
      </Fact>
      <Fact name="Contract">{contract ?? 'none'}</Fact>
      <Fact name="Distinct schemas">{formatNumber(schemas)}</Fact>
      {entries.length > 0 && (
        <Fact name="Entries" isWide>
          {entries.map((entry, i) => (
            <>
              {i > 0 && ', '}
              <Name of={entry} />
            </>
          ))}
        </Fact>
      )}
      {fingerprint !== null && (
        <Fact name="Fingerprint" isWide>
          <Name of={fingerprint} />
        </Fact>
      )}
    </dl>
  )
}

interface FactProps {
  readonly name: string
  readonly isWide?: boolean
  readonly children: ComponentChildren
}

function Fact({ name, isWide = false, children }: FactProps): VNode {
  return (
    <div class={isWide ? 'wide' : ''}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
