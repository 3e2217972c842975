import { createRebuildHandler, type RebuildHandler } from '../handlers/rebuild-partition.js'

export const handler: RebuildHandler = createRebuildHandler()
