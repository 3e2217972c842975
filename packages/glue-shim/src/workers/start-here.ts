import type { UnpackRunner } from '@bridge-downstream/core'

/** The first archives in this thread, the others elsewhere: for a few, it does not pay to start a worker. */
export function startHere(here: UnpackRunner, elsewhere: UnpackRunner, count: number): UnpackRunner {
  const own = new Set<string>()
  let begun = 0
  return {
    examine(source) {
      if (begun++ >= count) return elsewhere.examine(source)
      own.add(source.name)
      return here.examine(source)
    },

    finish: (source, verdict) => (own.delete(source.name) ? here : elsewhere).finish(source, verdict),
  }
}
