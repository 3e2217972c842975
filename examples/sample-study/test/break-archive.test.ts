import { strFromU8, unzipSync } from 'fflate'
import type { Unzipped } from 'fflate'
import { expect, test } from 'vitest'

import { BOMB_BYTES, generateStudy } from '../src/index.ts'
import type { BrokenKind } from '../src/index.ts'

// Two rounds, so that kinds meet different assessments.
const study = [...generateStudy({ archives: 16, brokenArchives: 16 })]

function each(kind: BrokenKind): Uint8Array[] {
  const archives = study.filter(({ broken }) => broken === kind)
  expect(archives).toHaveLength(2)
  return archives.map(({ bytes }) => bytes)
}

function textOf(entries: Unzipped, path: string): string {
  const bytes = entries[path]
  if (bytes === undefined) throw new Error(`${path} is not in the archive`)
  // One character a byte, since the text need not be UTF-8.
  return strFromU8(bytes, true)
}

/** The paths of the entries whose text is not UTF-8 or, if their name ends with `.json`, not JSON. */
function badEntries(entries: Unzipped): string[] {
  return Object.keys(entries).filter((path) => {
    if (!path.endsWith('.json')) return false
    try {
      JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(entries[path]))
      return false
    } catch {
      return true
    }
  })
}

test('a truncated ZIP begins as one and cannot be opened', () => {
  for (const bytes of each('truncated-zip')) {
    expect(strFromU8(bytes.subarray(0, 2))).toBe('PK')
    expect(() => unzipSync(bytes)).toThrow()
  }
})

test('what is not a ZIP is a page of HTML', () => {
  for (const bytes of each('not-a-zip')) expect(strFromU8(bytes)).toMatch(/^<!DOCTYPE html>/)
})

test('a syntax error stands in the middle of motion.json alone', () => {
  for (const bytes of each('json-syntax-error')) {
    const entries = unzipSync(bytes)
    expect(badEntries(entries)).toEqual(['motion.json'])
    const text = textOf(entries, 'motion.json')
    const place = text.indexOf(',,') / text.length
    expect(place).toBeGreaterThanOrEqual(0.45)
    expect(place).toBeLessThan(0.6)
    expect(() => JSON.parse(text.replace(',,', ','))).not.toThrow()
  }
})

test('bytes that are not UTF-8 stand in weather.json alone, and are its only fault', () => {
  for (const bytes of each('invalid-utf8')) {
    const entries = unzipSync(bytes)
    expect(badEntries(entries)).toEqual(['weather.json'])
    expect(() => JSON.parse(textOf(entries, 'weather.json'))).not.toThrow()
  }
})

test('one entry would be written outside of the folder', () => {
  for (const bytes of each('path-traversal')) {
    expect(Object.keys(unzipSync(bytes)).filter((path) => path.includes('..'))).toEqual(['../outside.json'])
  }
})

test('a bomb inflates to 64 MiB of valid JSON, more than 250 times its size', () => {
  for (const bytes of each('bomb')) {
    expect(BOMB_BYTES).toBe(67_108_864)
    let ratio = 0
    const entries = unzipSync(bytes, {
      filter: ({ name, size, originalSize }) => {
        if (name === 'notes.json') ratio = originalSize / size
        return name === 'notes.json'
      },
    })
    const text = textOf(entries, 'notes.json')
    expect(text.length).toBe(BOMB_BYTES)
    expect(Object.keys(JSON.parse(text) as object)).toEqual(['notes'])
    expect(ratio).toBeGreaterThan(250)
    expect(bytes.length).toBeLessThan(150_000)
  }
})

test('an empty ZIP is a ZIP of no entries', () => {
  for (const bytes of each('empty-zip')) expect(unzipSync(bytes)).toEqual({})
})

test('a key stands twice in weather.json, with different values', () => {
  for (const bytes of each('duplicate-keys')) {
    const entries = unzipSync(bytes)
    expect(badEntries(entries)).toEqual([])
    expect(textOf(entries, 'weather.json')).toMatch(/^\{"identifier":"weather-before",\s*"identifier": ?"weather"/)
  }
})
