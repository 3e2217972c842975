import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { ConfigError } from './config-error.js'
import type { Config } from './config.js'
import type { ConfigOverrides } from './parse-config.js'

/** What decides a configuration, from the strongest: arguments, environment, file, defaults. */
export interface ConfigSources extends ConfigOverrides {
  /** Path of the file. Default: the variable `BRIDGE_DOWNSTREAM_CONFIG`, else `bridge-downstream.json`. */
  readonly file?: string | undefined
  /** Folder that the file's path is relative to. */
  readonly cwd: string
}

export interface LoadedConfig {
  readonly config: Config
  /** Folder that the configuration's own files are relative to. */
  readonly base: string
}

/**
 * Read and check a configuration.
 *
 * @throws ConfigError `unreadable-config` if there is no such file or it is no JSON; `bad-config` with everything that is wrong at once.
 */
export async function readConfig(sources: ConfigSources): Promise<LoadedConfig> {
  const file = path.resolve(sources.cwd, sources.file ?? sources.env['BRIDGE_DOWNSTREAM_CONFIG'] ?? 'bridge-downstream.json')
  const json = await readConfigFile(file)
  // Only now: what checks a configuration is a hundred files, and most commands need none.
  const { parseConfig } = await import('./parse-config.js')
  return { config: parseConfig(json, sources), base: path.dirname(file) }
}

async function readConfigFile(file: string): Promise<unknown> {
  const name = JSON.stringify(path.basename(file))
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new ConfigError(`The configuration ${name} cannot be read`, 'unreadable-config', 'Check the path.', [], cause)
  })
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ConfigError(`The configuration ${name} is no JSON`, 'unreadable-config', 'An editor shows where it breaks off.', [], cause)
  }
}
