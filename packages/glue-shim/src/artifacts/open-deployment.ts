import path from 'node:path'
import { readConfig, type ConfigSources, type LoadedConfig } from '../config/read-config.js'
import { findBundles } from './find-bundles.js'
import { packArtifacts, type Artifact } from './pack-artifacts.js'

export interface PackedDeployment extends LoadedConfig {
  /** @throws as `packArtifacts`. */
  pack(): Promise<readonly Artifact[]>
}

/**
 * Read a configuration, and make ready to pack it.
 *
 * @param bundles Folder of the bundles, relative to `cwd`. Default: those of this package.
 */
export async function openDeployment(sources: ConfigSources, bundles: string | undefined): Promise<PackedDeployment> {
  const loaded = await readConfig(sources)
  const configFile = path.resolve(sources.cwd, sources.file ?? sources.env['BRIDGE_DOWNSTREAM_CONFIG'] ?? 'bridge-downstream.json')
  const folder = bundles === undefined ? findBundles() : path.resolve(sources.cwd, bundles)
  return { ...loaded, pack: () => packArtifacts({ ...loaded, configFile, bundles: folder }) }
}
