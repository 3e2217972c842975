import type { RequestRunner } from './request-runner.js'
import type { S3Location } from './s3-location.js'
import type { S3Limits } from './s3-options.js'

/** What every operation of one store shares. */
export interface S3Context extends S3Location {
  readonly runner: RequestRunner
  readonly limits: S3Limits
  /** Ids of the uploads in parts that this store has under way. */
  readonly openUploads: Set<string>
}
