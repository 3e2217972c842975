import { createListWorkHandler, type ListWorkHandler } from '../handlers/list-work.js'

export const handler: ListWorkHandler = createListWorkHandler()
