import type { PartitionInput } from './partition-work.js'

const SEALED_CHARACTERS = 4096

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/**
 * Inputs of one partition, as bytes: there are several for each archive of a study, and those of all partitions are known at the same time.
 * Some 80 bytes each, where objects take four times as much.
 */
export class PackedInputs {
  /** What all keys begin with; they differ in their last names. */
  readonly #folder: string
  readonly #sealed: Uint8Array[] = []
  #open = ''

  /** @param folder ends with `/`. */
  constructor(folder: string) {
    this.#folder = folder
  }

  add({ key, etag, sizeBytes }: PartitionInput): void {
    this.#open += `${JSON.stringify([key.slice(this.#folder.length), etag, sizeBytes])}\n`
    if (this.#open.length < SEALED_CHARACTERS) return
    this.#sealed.push(encoder.encode(this.#open))
    this.#open = ''
  }

  /** In the order in which they were added. */
  unpack(): PartitionInput[] {
    const texts = [...this.#sealed.map((bytes) => decoder.decode(bytes)), this.#open]
    const lines = texts.flatMap((text) => text.split('\n')).filter((line) => line !== '')
    return lines.map((line) => {
      const [name, etag, sizeBytes] = JSON.parse(line) as [string, string, number]
      return { key: this.#folder + name, etag, sizeBytes }
    })
  }
}
