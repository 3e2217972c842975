import { readConfig, type LoadedConfig } from '../config/read-config.js'

/**
 * The configuration of this process: the file of the variable `BRIDGE_DOWNSTREAM_CONFIG`, relative to the code's folder
 * (`LAMBDA_TASK_ROOT`), with what the environment says. Read when it is first asked for, and kept.
 */
export function processConfig(env: Readonly<Record<string, string | undefined>> = process.env): () => Promise<LoadedConfig> {
  let loaded: Promise<LoadedConfig> | undefined
  return () => (loaded ??= readConfig({ env, cwd: env['LAMBDA_TASK_ROOT'] ?? process.cwd() }))
}
