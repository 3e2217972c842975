import { expect, test } from 'vitest'
import { fencedBlocks } from './fenced-blocks.mjs'

test('blocks with their language, title and line; a longer fence holds shorter ones', () => {
  const markdown = 'Text\n```ts title=main.ts\nlet a\n\n```\n````md\n```\n````\n```\n```\n'
  expect(fencedBlocks(markdown)).toEqual([
    { language: 'ts', title: 'main.ts', line: 2, text: 'let a\n\n' },
    { language: 'md', title: undefined, line: 6, text: '```\n' },
    { language: '', title: undefined, line: 9, text: '' },
  ])
})

test('a block in a list, without the indentation of the list', () => {
  const markdown = '1. One:\n\n   ```sh\n   a\n     b\n\n   ```\n'
  expect(fencedBlocks(markdown)).toEqual([{ language: 'sh', title: undefined, line: 3, text: 'a\n  b\n\n' }])
})

test('a block without an end is an error', () => {
  expect(() => fencedBlocks('a\n```\nb')).toThrow('The code block of line 2 has no end')
})
