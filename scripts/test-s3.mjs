// The store contract against a server that runs already: npm run test:s3 -- --endpoint URL
// Credentials come from the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION). Each case makes a bucket and removes it.
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'

const args = process.env.BRIDGE_DOWNSTREAM_ARGS ? JSON.parse(process.env.BRIDGE_DOWNSTREAM_ARGS) : process.argv.slice(2)
const { values } = parseArgs({ args, options: { endpoint: { type: 'string' } } })
if (values.endpoint === undefined) {
  console.error('Which server? For example: npm run test:s3 -- --endpoint http://127.0.0.1:9000')
  process.exit(1)
}
const run = spawnSync('pnpm', ['exec', 'vitest', 'run', 'packages/s3-adapter/test/s3-store.test.ts'], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
  env: { ...process.env, BRIDGE_DOWNSTREAM_S3_ENDPOINT: values.endpoint },
})
process.exit(run.status ?? 1)
