import { DEFAULT_RANGES_FROM_BYTES } from '@bridge-downstream/core'
import { InvalidArgumentError, Option } from 'commander'

/** `--ranges-from`: from which size on a ZIP archive is read by ranges instead of being in memory as a whole. */
export function rangesFromOption(): Option {
  return new Option('--ranges-from <bytes>', 'read ZIP archives from this size on entry by entry, not into memory as a whole')
    .argParser(parseBytes)
    .default(DEFAULT_RANGES_FROM_BYTES, '32 MiB')
}

function parseBytes(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It is no number of bytes.')
}
