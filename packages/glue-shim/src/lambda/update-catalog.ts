import { createCatalogHandler, type CatalogHandler } from '../handlers/update-catalog.js'

export const handler: CatalogHandler = createCatalogHandler()
