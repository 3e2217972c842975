import type { ReportData, ReportRun, ReportStep } from '@bridge-downstream/core'
import type { VNode } from 'preact'
import { count, formatNumber } from '../format-number.js'
import { ScrollBox } from './scroll-box.js'
import { visibleText } from './visible-text.js'

type Counts = ReportStep['counts'][number]

/** What the last runs have counted. */
export function RunsSection({ data: { runs, runsInAll } }: { readonly data: ReportData }): VNode {
  return (
    <section id="runs" aria-labelledby="runs-title">
      <h2 id="runs-title">Ledger</h2>
      {runs.length === 0 ? (
        <p>No run has left a ledger.</p>
      ) : (
        <>
          <p>
            {runs.length === runsInAll ? count(runsInAll, 'run') : `The last ${formatNumber(runs.length)} of ${count(runsInAll, 'run')}`},
            the newest first. What comes in must come out: documents and scalar values (leaves) are counted on both sides.
          </p>
          <ScrollBox label="Ledgers of the last runs">
            <table>
              <caption class="unseen">Ledgers of the last runs</caption>
              <thead>
                <tr>
                  <th scope="col" class="number">
                    Run
                  </th>
                  <th scope="col">Step</th>
                  <th scope="col">Counted</th>
                  <th scope="col">Adds up</th>
                </tr>
              </thead>
              <tbody>{runs.map((run) => rowsOf(run))}</tbody>
            </table>
          </ScrollBox>
        </>
      )}
    </section>
  )
}

function rowsOf({ number, steps }: ReportRun): VNode[] {
  if (steps === null || steps.length === 0) {
    return [
      <tr>
        <th scope="row" class="number">
          {number}
        </th>
        <td colspan={3}>{steps === null ? 'Its ledger cannot be read.' : 'Its ledger says nothing that is known here.'}</td>
      </tr>,
    ]
  }
  return steps.map(({ name, counts }, i) => (
    <tr>
      {i === 0 && (
        <th scope="row" class="number" rowspan={steps.length}>
          {number}
        </th>
      )}
      <td>{name}</td>
      <td>
        <ul class="findings">
          {counts.map(({ of, numbers }) => (
            <li>
              {of === '' ? '' : `${of}: `}
              {describe(numbers)}
            </li>
          ))}
        </ul>
      </td>
      <td>{describeSums(counts)}</td>
    </tr>
  ))
}

function describe(numbers: Counts['numbers']): string {
  const all = Object.entries(numbers)
  const told = all.filter(([name, number]) => number > 0 || name === 'in' || name === 'total')
  return (told.length > 0 ? told : all).map(([name, number]) => `${formatNumber(number)} ${visibleText(wordsOf(name))}`).join(', ')
}

/** `archivedPartitions` → `archived partitions` */
function wordsOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

/** Whether everything that came in is accounted for; a dash where a step has nothing that could be held against anything. */
function describeSums(counts: readonly Counts[]): VNode | string {
  const checks = counts.flatMap(({ of, numbers }) => {
    const into = numbers['in'] ?? numbers['total']
    const out = Object.entries(numbers).reduce((sum, [name, number]) => (name === 'in' || name === 'total' ? sum : sum + number), 0)
    return into === undefined ? [] : [{ of, holds: into === out }]
  })
  const broken = checks.filter(({ holds }) => !holds).map(({ of }) => of)
  if (checks.length === 0) return '–'
  return broken.length === 0 ? 'yes' : <span class="badge forks">not {broken.join(', ')}</span>
}
