/** A cell as the Parquet writer takes it: INT64 as bigint or safe integer, text as string. */
export type Cell = boolean | number | bigint | string | null
