import { residue } from './host'
import { NODE_ORDINAL } from '../kernel-layout'

/** Scalars that were staged. */
let cells: i32 = 0
/** Ids and rows of the residue: with the scalars, the traces that a value left. */
let others: i32 = 0
/** What is added where something is counted. */
let step: f64 = 1
let counts: usize = 0
/** Place of the document among those of the run. */
let document: i32 = 0

export function setCounting(by: f64, countsAt: usize): void {
  step = by
  counts = countsAt
}

export function beginCounting(): void {
  cells = 0
  document = 0
}

export function cellCount(): i32 {
  return cells
}

export function setCellCount(count: i32): void {
  cells = count
}

export function countCell(): void {
  cells++
}

export function countOther(): void {
  others++
}

export function traceCount(): i32 {
  return cells + others
}

export function documentCount(): i32 {
  return document
}

export function countDocument(): void {
  document++
}

/** Count that a place is absent or null. */
export function count(counter: i32): void {
  const at = counts + ((<usize>counter) << 3)
  store<f64>(at, load<f64>(at) + step)
}

/** Tell of what no column says. @returns false where that is for the reference road. */
export function tell(node: usize, what: i32): bool {
  others++
  return residue(document, load<i32>(node, NODE_ORDINAL), what) != 0
}
