import type { Store } from '@bridge-downstream/core'
import type { Origin } from '../artifacts/artifact-place.js'
import { uploadArtifacts } from '../artifacts/artifacts.js'
import type { Artifact } from '../artifacts/pack-artifacts.js'
import { applyStack, type StackResult } from './apply-stack.js'
import type { CloudFormation } from './cloud-formation.js'
import type { Stack } from './plan-stacks.js'

export interface DeployOptions extends Origin {
  readonly stacks: readonly Stack[]
  readonly artifacts: readonly Artifact[]
  /** Where the code lies. */
  readonly codeStore: Store
  readonly signal: AbortSignal
  /** Told of each stack, before and after. */
  readonly onStart?: ((stack: Stack) => void) | undefined
  readonly onResult?: ((result: StackResult) => void) | undefined
}

/** Apply stacks one after the other, the code before the stack that runs it. The first that fails ends it. */
export async function deploy(cloud: CloudFormation, options: DeployOptions): Promise<readonly StackResult[]> {
  const { stacks, artifacts, codeStore, signal, onStart, onResult } = options
  const results: StackResult[] = []
  for (const stack of stacks) {
    onStart?.(stack)
    // Not earlier: the bucket may be one that the shared stack has just made.
    if (stack.kind === 'version') await uploadArtifacts(codeStore, options, artifacts, { signal })
    const result = await applyStack(cloud, stack, signal)
    onResult?.(result)
    results.push(result)
  }
  return results
}
