// What the samples of other pages take for granted: archives that came, and the JSON Schemas that these claim.
import { firstOf, mirrorSchemas, offlineSchemas, parseArchiveMap, type UnpackSource } from '@bridge-downstream/core'
import { createEntryValidator } from '@bridge-downstream/core/validation'
import { generateStudy, writeSchemas } from '@bridge-downstream/example-sample-study'
import { openStore } from '@bridge-downstream/s3-adapter'

const { mirror } = await writeSchemas('schemas')
const archives = [...generateStudy({ archives: 4, brokenArchives: 0 })]

export const archiveMap = parseArchiveMap({ assessments: [], apps: [{ appId: 'mobile-toolbox' }], anyOf: [] })
export const schemas = firstOf(mirrorSchemas(openStore(mirror)), offlineSchemas())
export const validator = createEntryValidator(schemas, { app: 'sample-app' })
export const sources: UnpackSource[] = archives.map(({ key: name, metadata, bytes }) => ({
  name,
  version: '1',
  open: async () => ({ name, metadata, bytes: async () => bytes }),
}))
export const source = await sources[0]!.open()
