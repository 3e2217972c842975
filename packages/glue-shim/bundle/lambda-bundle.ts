import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { BuildOptions, Loader, Plugin } from 'esbuild'
import { EDITS } from './lean-modules.js'

/** Modules that load a client of AWS or Synapse when they first need it. */
const LOADERS =
  /[\\/](?:s3-adapter[\\/](?:dist|src)[\\/].*|handlers[\\/]queue-sender|catalog[\\/]glue-catalog|synapse[\\/](?:synapse-token|sts-credentials|make-api))\.[jt]s$/
const LOAD = /\bimport\((['"])((?:\.\/(?:s3|sqs|glue|ssm)-sdk|@sage-bionetworks\/synapse-client)[^'"]*)\1\)/

const NAMES = ['on-notification', 'rebuild-partition', 'list-work', 'update-catalog']

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
  // For the places in a stack trace. With the texts of all sources a function would be twice as large.
  sourcemap: true,
  sourcesContent: false,
  legalComments: 'none',
  charset: 'utf8',
  // The SDK's modules as ESM, of which what is not used falls away.
  mainFields: ['module', 'main'],
  // CommonJS packages ask for Node's modules by `require`.
  banner: { js: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);" },
}

/** Modules that stand for others. */
const STAND_INS: readonly (readonly [module: RegExp, file: string])[] = [
  // Files, SSO, EC2 and sign-in are not for Lambda, which puts credentials into the environment.
  [/^@aws-sdk\/credential-provider-node$/, 'environment-credentials.ts'],
  [/^@smithy\/core\/event-streams$/, 'no-event-streams.ts'],
  [/^\.\/Sha(?:1|256)Js$/, 'native-hashes.ts'],
  [/\/memory-store\.js$/, 'no-memory-store.ts'],
]

/**
 * Leave out of a bundle what a Lambda function does not use of the packages below it. Without this bundles are half as large again.
 *
 * Besides stand-ins and edits of modules, clients are imported at once: what may be loaded later is kept whole by esbuild.
 *
 * @param root folder of this package.
 */
export function leanSdk(root: string): Plugin {
  return {
    name: 'lean-sdk',
    setup(build) {
      for (const [filter, file] of STAND_INS) build.onResolve({ filter }, () => ({ path: path.join(root, 'bundle', file) }))
      for (const { filter, edit } of EDITS) {
        build.onLoad({ filter }, async ({ path: file }) => ({
          contents: edit(await readFile(file, 'utf8'), file),
          loader: path.extname(file).slice(1) as Loader,
        }))
      }
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
