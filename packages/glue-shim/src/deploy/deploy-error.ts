import { BridgeDownstreamError } from '@bridge-downstream/core'

/** A deployment that CloudFormation refused, rolled back, or that cannot be asked of it. */
export class DeployError extends BridgeDownstreamError {
  override readonly name = 'DeployError'
}
