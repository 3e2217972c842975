/** What the front knows of an object that lies in fauxqs. */
export interface FrontObject {
  readonly etag: string
  readonly sizeBytes: number
  /** Base64, of the whole object. */
  readonly crc32: string
}

interface ListedKey {
  readonly key: string
  readonly bytes: Buffer
}

/** The objects of one bucket in the order in which S3 lists them, which fauxqs does not keep. */
export class FrontObjects {
  readonly #objects = new Map<string, FrontObject>()
  #sorted: ListedKey[] | undefined

  get(key: string): FrontObject | undefined {
    return this.#objects.get(key)
  }

  set(key: string, object: FrontObject): void {
    if (!this.#objects.has(key)) this.#sorted = undefined
    this.#objects.set(key, object)
  }

  delete(key: string): boolean {
    const existed = this.#objects.delete(key)
    if (existed) this.#sorted = undefined
    return existed
  }

  /** @param after Only keys behind this one. */
  page(prefix: string, after: string | undefined, atMost: number): { readonly keys: readonly string[]; readonly isTruncated: boolean } {
    this.#sorted ??= [...this.#objects.keys()]
      .map((key) => ({ key, bytes: Buffer.from(key) }))
      .sort((a, b) => Buffer.compare(a.bytes, b.bytes))
    const sorted = this.#sorted
    const wanted = Buffer.from(prefix)
    const from =
      after === undefined ? lowerBound(sorted, wanted) : Math.max(lowerBound(sorted, wanted), upperBound(sorted, Buffer.from(after)))
    const keys: string[] = []
    let at = from
    for (; at < sorted.length && keys.length < atMost && sorted[at]!.key.startsWith(prefix); at++) keys.push(sorted[at]!.key)
    return { keys, isTruncated: sorted[at]?.key.startsWith(prefix) === true }
  }
}

function lowerBound(sorted: readonly ListedKey[], key: Buffer): number {
  return search(sorted, (bytes) => Buffer.compare(bytes, key) >= 0)
}

function upperBound(sorted: readonly ListedKey[], key: Buffer): number {
  return search(sorted, (bytes) => Buffer.compare(bytes, key) > 0)
}

/** The first place from which on `isBehind` holds. */
function search(sorted: readonly ListedKey[], isBehind: (bytes: Buffer) => boolean): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (isBehind(sorted[middle]!.bytes)) high = middle
    else low = middle + 1
  }
  return low
}
