import { createMemoryStore } from '@bridge-downstream/core'

const offline = true
const metadata = { clientinfo: 'a phone with iOS' }
const text = '[{"sensorType":"acceleration"}]'
const mirror = createMemoryStore()
const motionSchema = { items: { properties: { sensorType: { enum: ['accelerometer', 'gyro'] } } } }
await mirror.put(
  'sage-bionetworks.github.io/mobile-client-json/schemas/v2/MotionRecord.json',
  new TextEncoder().encode(JSON.stringify(motionSchema)),
)

import { allowancesFor, cachedSchemas, createSchemaLock, fetchSchemas, firstOf } from '@bridge-downstream/core'
import { mirrorSchemas, offlineSchemas, parseJson, pinnedSchemas } from '@bridge-downstream/core'
import { createValidator, validateEntry } from '@bridge-downstream/core/validation'

const lock = createSchemaLock()
const network = offline ? offlineSchemas() : fetchSchemas()
const schemas = cachedSchemas(pinnedSchemas(firstOf(mirrorSchemas(mirror), network), lock, 'record'))
const validator = createValidator(schemas)

const compiled = await validator.compile('https://sage-bionetworks.github.io/mobile-client-json/schemas/v2/MotionRecord.json')
const allowances = allowancesFor({ appId: 'mobile-toolbox', clientInfo: metadata.clientinfo })
const outcome = validateEntry(compiled, parseJson(text), { file: 'motion.json', allowances })
// { isValid: false, errors: [{ pointer: '/0/sensorType', keyword: 'enum', message: 'must be one of the allowed values', … }],
//   errorCount: 1, toleratedCount: 0, isComplete: true, schemaUrl: … }

export { lock, outcome }
