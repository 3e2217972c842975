import { expect, test } from 'vitest'
import { findDifference } from './find-difference.mjs'

test('equal texts, whatever stands at the ends of lines and around it all', () => {
  expect(findDifference('a\n\nb\n', '\na  \n\nb\n\n')).toBeUndefined()
})

test.each([
  ['a\n…', 'a\nb\nc'],
  ['…\nc', 'a\nb\nc'],
  ['a\n…\nc', 'a\nc'],
  ['a\n…\nc\n…', 'a\nb\nc\nd'],
  ['…', ''],
  ['a\n…\nb', 'a\nb\na\nb'],
  ['a\n…\nb\n…\nb', 'a\nb\nb'],
])('an ellipsis stands for any lines, none among them: %j is %j', (shown, printed) => {
  expect(findDifference(shown, printed)).toBeUndefined()
})

test.each([
  ['a\nb', 'a\nc', 'b', 'c'],
  ['a\nb', 'a', 'b', '(nothing that goes on like this)'],
  ['a', 'a\nb', '(the end)', 'b'],
  ['a\n…\nc', 'a\nb', 'c', 'b'],
  ['a\n…\nc\n…', 'a\nb', 'c', '(nothing that goes on like this)'],
  ['a\n…\na', 'a', 'a', '(nothing that goes on like this)'],
  ['…\nb', 'a\nb\nc', 'b', 'c'],
  [' a', '\na', ' a', 'a'],
])('%j is not %j', (shown, printed, expected, found) => {
  expect(findDifference(shown, printed)).toBe(`shown:   ${expected}\nprinted: ${found}`)
})
