import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { DEFAULT_ARCHIVE_LIMITS } from '../../src/archive/archive.js'
import { openArchive } from '../../src/archive/open-archive.js'
import { openZip } from '../../src/archive/open-zip.js'
import { platform as node } from '../../src/platform/node.js'
import { platform as web } from '../../src/platform/web.js'
import { codeOf } from './error-of.js'
import { DIFFERENCES, REFUSALS } from './zip-corpora-outcomes.js'

const CORPORA = new URL('../../../../../shared/fixtures/corpora/', import.meta.url)
const VERDICTS = new URL('expected/zip-verdicts.tsv', CORPORA)

interface Case {
  readonly file: string
  readonly path: URL
  /** Of Python's zipfile: `ok`, `entry-error` or `reject`. */
  readonly verdict: string
  readonly entryCount: number
}

function readCases(): Case[] {
  const [, ...lines] = readFileSync(VERDICTS, 'utf8').trimEnd().split('\n')
  return lines.map((line) => {
    const [corpus = '', name = '', , verdict = '', entries] = line.split('\t')
    const path = new URL([corpus, ...name.split('/')].map(encodeURIComponent).join('/'), CORPORA)
    return { file: `${corpus}/${name}`, path, verdict, entryCount: Number(entries) }
  })
}

/** So many archives are listed; a test that finds fewer says so. */
const LISTED_ARCHIVES = 106

const listed = existsSync(VERDICTS) ? readCases() : []
const cases = listed.filter(({ path }) => existsSync(path))

/** The code for the archive, or one for each entry. */
function judge(bytes: Uint8Array, name: string): { readonly codes: readonly string[]; readonly verdict: string } {
  let codes: string[] = []
  const ofArchive = codeOf(() => {
    codes = openArchive(bytes, { name }).entries.map((entry) => codeOf(() => entry.read()))
  })
  if (ofArchive !== 'none') return { codes: [ofArchive], verdict: 'reject' }
  return { codes, verdict: codes.every((code) => code === 'none') ? 'ok' : 'entry-error' }
}

test('the corpora are there, or it is said how many cases are left out', () => {
  const leftOut = LISTED_ARCHIVES - cases.length
  if (leftOut > 0) console.log(`Left out: ${leftOut} of ${LISTED_ARCHIVES} ZIP archives of ../shared/fixtures/corpora, which are not there`)
  expect([0, LISTED_ARCHIVES]).toContain(listed.length)
  const files = new Set(listed.map(({ file }) => file))
  const unlisted = [...REFUSALS.keys(), ...DIFFERENCES.keys()].filter((file) => !files.has(file))
  expect(listed.length > 0 ? unlisted : []).toEqual([])
})

test('every archive of the corpora is read or refused as expected', () => {
  for (const { file, path, verdict, entryCount } of cases) {
    const outcome = judge(readFileSync(path), file)
    expect({ file, codes: outcome.codes.filter((code) => code !== 'none') }).toEqual({
      file,
      codes: (REFUSALS.get(file) ?? []).filter((code) => code !== 'none'),
    })
    if (DIFFERENCES.has(file)) expect({ file, verdict: outcome.verdict }).not.toEqual({ file, verdict })
    else expect({ file, verdict: outcome.verdict }).toEqual({ file, verdict })
    if (outcome.verdict !== 'reject' && verdict !== 'reject') {
      expect({ file, entries: outcome.codes.length }).toEqual({ file, entries: entryCount })
      expect(REFUSALS.get(file) ?? outcome.codes).toEqual(outcome.codes)
    }
  }
})

test('both platforms read the corpora alike', () => {
  for (const { file, path } of cases) {
    const bytes = readFileSync(path)
    const [onNode, onWeb] = [node, web].map((platform) => readAll(bytes, file, platform))
    expect({ file, outcome: onWeb }).toEqual({ file, outcome: onNode })
  }
})

function readAll(bytes: Uint8Array, archive: string, platform: typeof node): unknown {
  const options = { archive, limits: DEFAULT_ARCHIVE_LIMITS, platform }
  const code = codeOf(() => openZip(bytes, options))
  if (code !== 'none') return code
  return openZip(bytes, options).entries.map((entry) => {
    let checksum: number | undefined
    const ofEntry = codeOf(() => {
      checksum = node.crc32(entry.read())
    })
    return [entry.path, ofEntry, checksum]
  })
}
