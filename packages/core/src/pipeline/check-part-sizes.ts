import { OptionError } from '../errors.js'
import { DEFAULT_ROW_GROUP_ROWS } from '../tables/table-rows.js'
import type { DatasetWriterOptions } from './dataset-writer.js'

/** @throws OptionError `bad-option` if a size cannot be used: a bad option fails the start. */
export function checkPartSizes({ rowGroupRows, partSizeBytes }: DatasetWriterOptions): void {
  if (rowGroupRows !== undefined && !(Number.isInteger(rowGroupRows) && rowGroupRows > 0 && rowGroupRows <= DEFAULT_ROW_GROUP_ROWS)) {
    throw new OptionError('rowGroupRows is no whole number from 1 to 122,880', {
      code: 'bad-option',
      hint: 'Leave it out for the default.',
    })
  }
  if (partSizeBytes !== undefined && !(partSizeBytes > 0)) {
    throw new OptionError('partSizeBytes is no positive number', { code: 'bad-option', hint: 'Leave it out for the default.' })
  }
}
