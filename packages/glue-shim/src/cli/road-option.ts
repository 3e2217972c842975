import type { Road } from '@bridge-downstream/core'
import { Option } from 'commander'

/** Commands that write tables take it: to look for the cause of a difference, or to compare. */
export interface RoadFlag {
  readonly road: Road
}

export function roadOption(): Option {
  return new Option('--road <road>', 'how bytes become columns; the tables are the same')
    .choices(['auto', 'fast', 'reference'])
    .default('auto')
}
