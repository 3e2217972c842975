import { open, type FileHandle } from 'node:fs/promises'
import type { StreamOptions } from '@bridge-downstream/core'

export interface StreamFileOptions extends StreamOptions {
  /** Bytes of one chunk; the last one may have fewer. Default 1 MiB. */
  readonly chunkBytes?: number | undefined
}

/**
 * The bytes of a file in chunks, as the `stream` of an archive's source: `stream: (options) => streamFile(path, options)`. The next chunk is read
 * while one is used.
 *
 * @param file a path; or an open file, which is read from its beginning and stays open.
 */
export async function* streamFile(
  file: string | FileHandle,
  { chunkBytes = 1024 ** 2, mayReuse = false }: StreamFileOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  if (typeof file === 'string') {
    const opened = await open(file)
    try {
      yield* streamFile(opened, { chunkBytes, mayReuse })
    } finally {
      await opened.close()
    }
    return
  }
  const memory = mayReuse ? [new Uint8Array(chunkBytes), new Uint8Array(chunkBytes)] : []
  let position = 0
  const readNext = (turn: number): ReturnType<typeof file.read<Uint8Array>> => {
    const next = file.read(memory[turn % 2] ?? new Uint8Array(chunkBytes), 0, chunkBytes, position)
    // Thrown where it is waited for; whoever leaves before never hears of it.
    next.catch(() => {})
    return next
  }
  let reading = readNext(0)
  try {
    for (let turn = 1; ; turn++) {
      const { bytesRead, buffer } = await reading
      if (bytesRead === 0) return
      position += bytesRead
      reading = readNext(turn)
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await reading.catch(() => {})
  }
}
