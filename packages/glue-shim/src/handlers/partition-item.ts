import * as z from 'zod/mini'

/** One partition that may have to be rebuilt, as queues and work lists name it. */
export interface PartitionItem {
  readonly app: string
  readonly study: string
  readonly dataset: string
  /** The folders of the partition keys, such as `assessmentid=spelling/year=2022/month=2/day=15/`. */
  readonly partition: string
  /** Folders below `parquet/` where parts of it lie. */
  readonly folders?: readonly string[] | undefined
}

const text = z.string().check(z.minLength(1))

export const partitionItem: z.ZodMiniType<PartitionItem> = z.looseObject({
  app: text,
  study: text,
  dataset: text,
  partition: z.string(),
  folders: z.optional(z.array(text)),
})
