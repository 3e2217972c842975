import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { BuildOptions, Loader, Plugin } from 'esbuild'

/** Schemas of all operations of a client, each in a variable of its own. */
const SCHEMAS = /[\\/]@aws-sdk[\\/]client-[a-z0-9]+[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/
const ARRAY_VARIABLE = /^((?:export )?var \w+\$? = )(\[(?:.*\]|[\s\S]*?^\]));$/gm
/** Modules that load a client of the SDK when they first need it. */
const LOADERS = /[\\/](?:s3-adapter[\\/](?:dist|src)[\\/].*|handlers[\\/]queue-sender)\.[jt]s$/
const LOAD = /\bimport\((['"])(\.\/(?:s3|sqs)-sdk[^'"]*)\1\)/

const NAMES = ['on-notification', 'rebuild-partition', 'list-work']

/** Bundles by name: one file each, with everything in it. @param root folder of this package. */
export function lambdaEntries(root: string): Record<string, string> {
  return Object.fromEntries(NAMES.map((name) => [name, path.join(root, 'src', 'lambda', `${name}.ts`)]))
}

/** How they are bundled. */
export const LAMBDA_OPTIONS: BuildOptions = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  minify: true,
  sourcemap: true,
  legalComments: 'none',
  // The SDK's modules as ESM, of which what is not used falls away.
  mainFields: ['module', 'main'],
  // CommonJS packages ask for Node's modules by `require`.
  banner: { js: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);" },
}

/**
 * Leave out of a bundle what a Lambda function does not use of the SDK. Without this bundles are half as large again.
 *
 * - Of the chain of credentials the environment is left, where Lambda puts them; files, SSO, EC2 and sign-in are not for it.
 * - Clients are imported at once: what may be loaded later is kept whole by esbuild.
 * - Schemas of operations hold computed keys, for which esbuild keeps them all; they are said to be pure.
 *
 * @param root folder of this package.
 */
export function leanSdk(root: string): Plugin {
  return {
    name: 'lean-sdk',
    setup(build) {
      build.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, () => ({
        path: path.join(root, 'bundle', 'environment-credentials.ts'),
      }))
      build.onLoad({ filter: SCHEMAS }, async ({ path: file }) => ({
        contents: (await readFile(file, 'utf8')).replace(ARRAY_VARIABLE, '$1/* @__PURE__ */ (() => $2)();'),
        loader: 'js',
      }))
      build.onLoad({ filter: LOADERS }, async ({ path: file }) => {
        const text = await readFile(file, 'utf8')
        const [, , sdk] = LOAD.exec(text) ?? []
        if (sdk === undefined) return undefined
        const contents = `import * as loadedSdk from '${sdk}'\n${text.replace(LOAD, 'Promise.resolve(loadedSdk)')}`
        return { contents, loader: path.extname(file).slice(1) as Loader }
      })
    },
  }
}
