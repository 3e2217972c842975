// Overwrites the keys until it is killed. Arguments: root, first version, keys.
import { createLocalStore } from '../../src/local-store.js'
import { contentOf, metadataOf } from './versions.js'

const [root = '', first = '', ...keys] = process.argv.slice(2)
const store = createLocalStore(root)
for (let version = Number(first); ; version++) {
  const content = contentOf(version)
  await Promise.all(keys.map((key) => store.put(key, content, { metadata: metadataOf(version) })))
  if (version === Number(first)) process.stdout.write('started')
}
