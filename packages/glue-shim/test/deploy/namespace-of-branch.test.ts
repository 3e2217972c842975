import fc from 'fast-check'
import { expect, test } from 'vitest'
import { namespaceOfBranch } from '../../src/deploy/namespace-of-branch.js'

test.each([
  ['main', /^bridge-downstream$/],
  ['my-branch', /^my-branch$/],
  ['feature/X_1', /^feature-x-1-[0-9a-f]{8}$/],
  // Not the namespace of main.
  ['bridge-downstream', /^bridge-downstream-[0-9a-f]{8}$/],
  // It could be what another branch became.
  ['feature-x-0123abcd', /^feature-x-0123abcd-[0-9a-f]{8}$/],
  ['+++', /^branch-[0-9a-f]{8}$/],
  ['a'.repeat(41), /^a{31}-[0-9a-f]{8}$/],
])('the branch %s', (branch, namespace) => {
  expect(namespaceOfBranch(branch)).toMatch(namespace)
})

test('no two branches share a namespace, and each is one', () => {
  const branches = fc.oneof(
    fc.string({ minLength: 1, maxLength: 60, unit: fc.constantFrom('a', 'A', 'b', 'B', '-', '_', '/', '0') }),
    fc.constantFrom('main', 'bridge-downstream', 'Main', 'MAIN'),
  )
  fc.assert(
    fc.property(fc.uniqueArray(branches, { maxLength: 40 }), (names) => {
      const namespaces = names.map(namespaceOfBranch)
      expect(new Set(namespaces).size).toBe(names.length)
      for (const namespace of namespaces) expect(namespace).toMatch(/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/)
    }),
    { numRuns: 300, seed: 1 },
  )
})

test('what a branch became is no branch’s own name', () => {
  const became = namespaceOfBranch('feature/x')
  expect(namespaceOfBranch(became)).not.toBe(became)
})
