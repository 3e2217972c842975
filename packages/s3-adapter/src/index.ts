export { createLocalStore } from './local-store.js'
export { openStore } from './open-store.js'
