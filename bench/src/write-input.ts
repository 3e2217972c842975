import { closeSync, openSync, statSync, writeSync } from 'node:fs'
import { ndjson, type Workload } from './workloads.ts'

/** A file of at least so many bytes. */
export interface InputFile {
  readonly path: string
  readonly sizeBytes: number
}

/**
 * Write documents as NDJSON, the same into every file until it has its size.
 *
 * @returns the size of each file.
 */
export function writeNdjson(workload: Workload, files: readonly InputFile[]): number[] {
  const open = files.map(({ path, sizeBytes }) => ({ file: openSync(path, 'w'), left: sizeBytes }))
  for (const piece of ndjson(workload, Math.max(...files.map(({ sizeBytes }) => sizeBytes)))) {
    for (const into of open) if (into.left > 0) into.left -= writeSync(into.file, piece)
  }
  for (const { file } of open) closeSync(file)
  return files.map(({ path }) => statSync(path).size)
}

/** Write documents as one JSON array. @returns its size. */
export function writeJsonArray(workload: Workload, { path, sizeBytes }: InputFile): number {
  const file = openSync(path, 'w')
  let before = '['
  for (const piece of ndjson(workload, sizeBytes)) {
    writeSync(file, `${before}${piece.trimEnd().replaceAll('\n', ',\n')}`)
    before = ',\n'
  }
  writeSync(file, ']\n')
  closeSync(file)
  return statSync(path).size
}
