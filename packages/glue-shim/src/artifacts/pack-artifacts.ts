import { OptionError } from '@bridge-downstream/core'
import { zipSync } from 'fflate'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { LoadedConfig } from '../config/read-config.js'
import { readConfiguredFiles } from './configured-files.js'

/** The functions, by the name of their bundle. */
export const FUNCTION_PARTS = ['on-notification', 'rebuild-partition', 'list-work', 'update-catalog'] as const
export type FunctionPart = (typeof FUNCTION_PARTS)[number]

/** The code of a function, as Lambda takes it. */
export interface Artifact {
  readonly part: FunctionPart
  /** Named after its content, so that other content is another file. */
  readonly file: string
  readonly bytes: Uint8Array
  /** SHA-256, hexadecimal. */
  readonly digest: string
}

export interface PackOptions extends LoadedConfig {
  /** Path of the configuration file. */
  readonly configFile: string
  /** Folder of the bundles. */
  readonly bundles: string
}

/** Name of the configuration in every artifact. */
const CONFIG_NAME = 'bridge-downstream.json'

/**
 * Put each function's bundle, the configuration, and the files that it names into a ZIP. The same inputs give the same bytes.
 *
 * @throws OptionError `no-bundle`, or as `readConfiguredFiles`.
 */
export async function packArtifacts({ config, base, configFile, bundles }: PackOptions): Promise<readonly Artifact[]> {
  const files = await readConfiguredFiles(config, base)
  files.set(CONFIG_NAME, await readFile(configFile))
  const artifacts: Artifact[] = []
  for (const part of FUNCTION_PARTS) {
    const bytes = zip(new Map([...files, ...(await readBundle(bundles, part))]))
    const digest = createHash('sha256').update(bytes).digest('hex')
    artifacts.push({ part, file: `${part}-${digest.slice(0, 16)}.zip`, bytes, digest })
  }
  return artifacts
}

async function readBundle(folder: string, part: FunctionPart): Promise<Map<string, Uint8Array>> {
  const name = `${part}.mjs`
  const code = await readFile(path.join(folder, name)).catch((cause: unknown) => {
    throw new OptionError(`The bundle ${JSON.stringify(name)} cannot be read`, {
      code: 'no-bundle',
      hint: 'Build the package, or name the folder of the bundles with --bundles.',
      cause,
    })
  })
  const sourceMap = await readFile(path.join(folder, `${name}.map`)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  return new Map([[name, code], ...(sourceMap === undefined ? [] : [[`${name}.map`, sourceMap] as const])])
}

/** A file that everyone may read, which Lambda asks for, as Unix writes it in a ZIP. */
const MODE = 0o100644 << 16
const UNIX = 3

function zip(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const names = [...files.keys()].sort()
  // fflate writes the local time: the same in every zone only if it is made from local parts.
  const mtime = new Date(1980, 0, 1)
  return zipSync(Object.fromEntries(names.map((name) => [name, [files.get(name)!, { level: 9, mtime, attrs: MODE, os: UNIX }] as const])))
}
