import * as z from 'zod'

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

export const partitionItem: z.ZodType<PartitionItem> = z.looseObject({
  app: z.string().min(1),
  study: z.string().min(1),
  dataset: z.string().min(1),
  partition: z.string(),
  folders: z.array(z.string().min(1)).optional(),
})
