/** An object, as messages name it. */
export interface ObjectPlace {
  readonly bucket: string
  readonly key: string
}

/** What a message says has been uploaded: for one study, or for whichever has the object. */
export interface UploadNotice {
  /** Undefined where the message does not say, as an event of S3. */
  readonly app: string | undefined
  readonly study: string | undefined
  /** As the message says it; what counts is the object's own metadata. */
  readonly recordId: string | undefined
  /** Copies of the upload, the best first. */
  readonly objects: readonly ObjectPlace[]
}
