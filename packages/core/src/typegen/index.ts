export { generateTypes } from './generate-types.js'
export type { TypeOptions } from './generate-types.js'
