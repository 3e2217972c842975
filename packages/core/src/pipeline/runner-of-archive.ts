import type { UnpackRunner } from './unpack-runner.js'

/** Reads and writes archives of some names by one runner, all others by another. */
export function runnerOfArchive(some: ReadonlySet<string>, theirs: UnpackRunner, others: UnpackRunner): UnpackRunner {
  const runnerOf = (name: string): UnpackRunner => (some.has(name) ? theirs : others)
  return {
    examine: (source) => runnerOf(source.name).examine(source),
    finish: (source, verdict) => runnerOf(source.name).finish(source, verdict),
  }
}
