// Makes one call of a store, and kills itself before its n-th call of the file system. Arguments: root, n, `put` or `delete`, key, version.
import { syncBuiltinESMExports } from 'node:module'
import fs from 'node:fs'
import { createLocalStore } from '../../src/local-store.js'
import { contentOf, metadataOf } from './versions.js'

const [root = '', at = '', method = '', key = '', version = ''] = process.argv.slice(2)
let calls = 0

function dieAtCall<F extends (...args: never[]) => unknown>(original: F): F {
  return function (this: unknown, ...args: never[]) {
    if (++calls === Number(at)) process.kill(process.pid, 'SIGKILL')
    return original.apply(this, args)
  } as F
}

const promises: Record<string, unknown> = { ...fs.promises }
for (const name of ['mkdir', 'open', 'readFile', 'rename', 'rm', 'rmdir', 'unlink', 'writeFile']) {
  Object.assign(fs.promises, { [name]: dieAtCall(promises[name] as () => unknown) })
}
const direct: Record<string, unknown> = { ...fs }
for (const name of ['mkdirSync', 'readFileSync', 'renameSync', 'rmdirSync', 'unlinkSync', 'writeFileSync']) {
  Object.assign(fs, { [name]: dieAtCall(direct[name] as () => unknown) })
}
syncBuiltinESMExports()

const store = createLocalStore(root)
if (method === 'put') await store.put(key, contentOf(Number(version)), { metadata: metadataOf(Number(version)) })
else await store.delete(key)
process.stdout.write('done')
