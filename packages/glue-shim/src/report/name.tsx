import type { VNode } from 'preact'
import { visibleText } from './visible-text.js'

/** A name out of the data, as it is spelt there. */
export function Name({ of }: { readonly of: string }): VNode {
  return <code>{of === '' ? '""' : visibleText(of)}</code>
}
