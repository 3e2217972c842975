declare module 'virtual:sample-study' {
  interface SampleArchive {
    readonly name: string
    readonly recordId: string
    readonly base64: string
  }
  /** Uploads of the release that the study began with. */
  export const OLDER: readonly SampleArchive[]
  /** Uploads of the release that added fields, an array and a map, and writes fractions. */
  export const NEWER: readonly SampleArchive[]
}
