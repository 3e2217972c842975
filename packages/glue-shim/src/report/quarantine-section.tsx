import type { ReportData, ReportFinding, ReportReason } from '@bridge-downstream/core'
import type { VNode } from 'preact'
import { count, formatNumber } from '../format-number.js'
import { Name } from './name.js'
import { ScrollBox } from './scroll-box.js'
import { visibleText } from './visible-text.js'

/** What became of archives, and why some are in quarantine. */
export function QuarantineSection({ data: { archives, quarantine } }: { readonly data: ReportData }): VNode {
  return (
    <section id="quarantine" aria-labelledby="quarantine-title">
      <h2 id="quarantine-title">Archives and quarantine</h2>
      <dl class="facts">
        {Object.entries(archives).map(([outcome, number]) => (
          <div>
            <dt>{outcome}</dt>
            <dd>{formatNumber(number)}</dd>
          </div>
        ))}
      </dl>
      {quarantine.length === 0 ? <p>Nothing is in quarantine.</p> : <Reasons reasons={quarantine} />}
    </section>
  )
}

function Reasons({ reasons }: { readonly reasons: readonly ReportReason[] }): VNode {
  return (
    <ScrollBox label="Quarantine by reason">
      <table class="reasons">
        <caption>Quarantine by reason. An archive with several faults stands under each.</caption>
        <thead>
          <tr>
            <th scope="col">Reason</th>
            <th scope="col" class="number">
              Archives
            </th>
            <th scope="col">What is wrong</th>
          </tr>
        </thead>
        <tbody>
          {reasons
            .toSorted((a, b) => b.archives - a.archives)
            .map(({ code, archives, findings, otherFindings }) => (
              <tr>
                <th scope="row">
                  <Name of={code} />
                </th>
                <td class="number">{formatNumber(archives)}</td>
                <td>
                  <ul class="findings">
                    {findings.map((finding) => (
                      <li>
                        <Finding {...finding} />
                      </li>
                    ))}
                    {otherFindings > 0 && <li>and {count(otherFindings, 'other finding')}</li>}
                  </ul>
                </td>
              </tr>
            ))}
        </tbody>
      </table>
    </ScrollBox>
  )
}

function Finding({ entry, reason, times }: ReportFinding): VNode {
  return (
    <>
      {entry === null ? 'The archive' : <Name of={entry} />}
      {reason === '' ? '' : `: ${visibleText(reason)}`}
      {times > 1 && <span class="quiet"> ({formatNumber(times)} times)</span>}
    </>
  )
}
