import fc from 'fast-check'
import { expect, test } from 'vitest'
import { artifactPrefix, parseArtifactKey } from '../../src/artifacts/artifact-place.js'

const names = fc
  .oneof(
    fc.constantFrom('main', 'a', 'a/b', 'a%2Fb', 'owner/name', '0', '_x', '.x'),
    fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' }),
  )
  .filter((name) => !/^\.{1,2}$|~/.test(name) && name.isWellFormed())

test('is one segment each for repository and ref', () => {
  expect(artifactPrefix({ repo: 'owner/name', ref: 'feature/x' })).toBe('owner~name/feature~x/')
  expect(artifactPrefix({ repo: 'bridge-downstream', ref: 'v1.2.0' })).toBe('bridge-downstream/v1.2.0/')
})

test('no version’s keys begin as another’s, and a key tells whose it is', () => {
  fc.assert(
    fc.property(names, names, names, names, (repo, ref, otherRepo, otherRef) => {
      fc.pre(repo !== otherRepo || ref !== otherRef)
      const prefix = artifactPrefix({ repo, ref })
      expect(artifactPrefix({ repo: otherRepo, ref: otherRef }).startsWith(prefix)).toBe(false)
      expect(parseArtifactKey(`${prefix}x.zip`)).toEqual({ repo, ref, file: 'x.zip' })
    }),
    { numRuns: 500, seed: 1 },
  )
})

test.each(['', '.', '..', 'a~b', 'a'.repeat(201)])('%j is no ref', (ref) => {
  expect(() => artifactPrefix({ repo: 'r', ref })).toThrow(expect.objectContaining({ code: 'bad-origin' }) as Error)
})

test.each(['a', 'a/b', 'a/b/c/d', '%/b/c'])('%s is no artifact’s key', (key) => {
  expect(parseArtifactKey(key)).toBeUndefined()
})
