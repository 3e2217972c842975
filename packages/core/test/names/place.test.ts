import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ELEMENTS, formatPath, parsePath, VALUES, type Step } from '../../src/names/place.js'

const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom<Step>(ELEMENTS, VALUES, '', 'a', '__proto__', 'a"b\\', 'a.b'),
)

test('a path is read back as the place that it spells', () => {
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 6 }), (place) => {
      expect(parsePath(formatPath(place))).toEqual(place)
    }),
    { seed: 5 },
  )
})

test.each(['', 'a', '$a', '$.', '$[', '$[0]', '$["a]', '$.a b', '$["\\x"]', '$..a'])('%j is no path', (path) =>
  expect(parsePath(path)).toBeUndefined(),
)
