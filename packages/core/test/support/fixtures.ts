import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../../../shared/fixtures', import.meta.url))

/** Whether other people's data are there; they stand beside the project and are no part of it. */
export const fixturesAreThere: boolean = existsSync(root)

export function fixturePath(...parts: string[]): string {
  return path.join(root, ...parts)
}

export function readFixture(...parts: string[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(fixturePath(...parts)))
}

/** Rows of a tab-separated table with a heading. */
export function readTsv(...parts: string[]): Record<string, string>[] {
  const [head, ...lines] = readFileSync(fixturePath(...parts), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'))
  return lines.map((cells) => Object.fromEntries(head!.map((name, i) => [name, cells[i] ?? ''])))
}

/** Say that cases were left out: a run without the fixtures must not look like one with them. */
export function sayLeftOut(what: string): void {
  console.log(`LEFT OUT: ${what}: ../shared/fixtures is not there`)
}
