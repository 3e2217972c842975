import * as z from 'zod'

/** One upload of a study, as work lists name it. */
export interface UploadItem {
  readonly app: string
  readonly study: string
  readonly bucket: string
  /** In the bucket, as it is spelt there. */
  readonly key: string
}

const text = z.string().min(1)

export const uploadItem: z.ZodType<UploadItem> = z.looseObject({ app: text, study: text, bucket: text, key: text })
