import * as z from 'zod/mini'

/** One upload of a study, as work lists name it. */
export interface UploadItem {
  readonly app: string
  readonly study: string
  readonly bucket: string
  /** In the bucket, as it is spelt there. */
  readonly key: string
}

const text = z.string().check(z.minLength(1))

export const uploadItem: z.ZodMiniType<UploadItem> = z.looseObject({ app: text, study: text, bucket: text, key: text })
