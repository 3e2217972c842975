import { BridgeDownstreamError } from '@bridge-downstream/core'
import type { CommandIo } from './command-io.js'

/** Our own errors say what to try; anything else is a defect, and its stack is worth having. */
export function describeFailure(error: unknown, io: Pick<CommandIo, 'env'>): string {
  if (error instanceof BridgeDownstreamError) return `bridge-downstream: ${error.message}`
  if (!(error instanceof Error)) return `bridge-downstream: ${String(error)}`
  const shown = io.env['BRIDGE_DOWNSTREAM_DEBUG'] ? (error.stack ?? error.message) : error.message
  return `bridge-downstream: ${shown}${io.env['BRIDGE_DOWNSTREAM_DEBUG'] ? '' : '\n(set BRIDGE_DOWNSTREAM_DEBUG=1 for the stack)'}`
}
