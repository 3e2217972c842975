/** One release of the made-up app. */
export type AppVersion = {
  name: 'older' | 'newer'
  build: number
  /** As the app writes itself: `version 2.4.0, build 118`. */
  label: string
}

/** The name the app gives itself in every file. */
export const APP_NAME = 'SampleToolbox'

/** The release every participant starts with. */
export const OLDER_APP: AppVersion = { name: 'older', build: 118, label: 'version 2.4.0, build 118' }

/** The release that adds optional fields, an array, and a map keyed by date. */
export const NEWER_APP: AppVersion = { name: 'newer', build: 142, label: 'version 3.0.1, build 142' }
