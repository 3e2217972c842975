export { createLocalStore } from './local-store.js'
export { openStore } from './open-store.js'
export { createS3Store } from './s3-store.js'
export type { S3Credentials, S3Request, S3StoreOptions } from './s3/s3-options.js'
