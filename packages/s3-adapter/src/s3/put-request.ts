import type { PutOptions } from '@bridge-downstream/core'

/** What a put asks for beside its key and its body. */
export interface PutRequest extends PutOptions {
  /** Keys in lower case. */
  readonly metadata: Readonly<Record<string, string>>
}
