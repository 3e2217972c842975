import { createRandom, type Random } from './inputs.ts'

/** Documents that belong to an unknown number of datasets. */
export interface Pile {
  /** JSON text of each document. */
  readonly lines: readonly string[]
  /** How many kinds there are. */
  readonly kinds: number
}

const SHAPES_PER_KIND = 10

/**
 * Seeded documents of so many shapes, in some tenth as many kinds: events of some 700 bytes that share keys (`id`, `time`, `source`), have an
 * object of their own, and differ within a kind in optional keys. Nothing in their values names the kind.
 */
export function createPile(documents: number, shapes: number, seed = 1): Pile {
  const random = createRandom(seed)
  const kinds = Math.ceil(shapes / SHAPES_PER_KIND)
  const drafts = Array.from({ length: shapes }, (_, i) => ({ kind: i % kinds, variant: Math.floor(i / kinds) }))
  const lines = Array.from({ length: documents }, (_, i) => {
    const { kind, variant } = i < shapes ? drafts[i]! : random.pick(drafts)
    return JSON.stringify(createEvent(random, i, kind, variant))
  })
  return { lines, kinds }
}

function createEvent(random: Random, i: number, kind: number, variant: number): unknown {
  const own = Object.fromEntries(
    Array.from({ length: 5 + (kind % 6) }, (_, k) => [
      `field_${kind}_${k}`,
      k % 2 === 0 ? random.below(1000) : `text ${random.below(1000)}`,
    ]),
  )
  return {
    id: `id-${i}-${random.below(1e9)}`,
    time: new Date(Date.UTC(2024, 0, 1) + random.below(1e9)).toISOString(),
    source: { device: `device ${random.below(500)}`, version: `1.${random.below(20)}.0`, locale: random.pick(['en_US', 'es_US', 'de_DE']) },
    [`kind_${kind}`]: {
      ...own,
      samples: Array.from({ length: 3 + random.below(6) }, (_, k) => ({ at: k, x: random.fraction(), y: random.fraction() })),
    },
    // A bit of the variant for each optional key: so each variant is a shape.
    ...(variant & 1 ? { note: `text ${random.below(1000)}` } : {}),
    ...(variant & 2 ? { score: random.below(100) } : {}),
    ...(variant & 4 ? { location: { latitude: random.fraction(), longitude: random.fraction() } } : {}),
    ...(variant & 8 ? { finished: random.fraction() < 0.5 } : {}),
  }
}
