import type { MapOptions } from '@bridge-downstream/core'

/** Options of commands that infer schemas. */
export interface MapFlags {
  readonly maps: boolean
  readonly map?: readonly string[]
  readonly object?: readonly string[]
}

export function mapOptions({ maps, map = [], object = [] }: MapFlags): MapOptions {
  return {
    maps: maps ? 'infer' : 'never',
    mapOverrides: Object.fromEntries([...map.map((path) => [path, 'map'] as const), ...object.map((path) => [path, 'object'] as const)]),
  }
}
