import { serializeSchemaLock } from '@bridge-downstream/core'
import { writeFile } from 'node:fs/promises'
import { throwUnusable, type Pins } from './open-schemas.js'

/**
 * Write the pins of new schemas into their lock file, if there is one. A file of its own: functions only read pins.
 *
 * @throws OptionError `unusable-lock`
 */
export async function savePins(pins: Pins | undefined): Promise<void> {
  if (!pins) return
  const { file, lock, before } = pins
  const text = serializeSchemaLock(lock)
  if (text !== before) await writeFile(file, text).catch((cause: unknown) => throwUnusable(file, 'written', cause))
}
