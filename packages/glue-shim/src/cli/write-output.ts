import { OptionError } from '@bridge-downstream/core'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'

/**
 * Write a file that an option names.
 *
 * @param file as it was given.
 * @throws OptionError `unwritable-file` if the file system refuses it.
 */
export async function writeOutput(file: string, text: string, cwd: string): Promise<void> {
  await writeFile(path.resolve(cwd, file), text).catch((cause: NodeJS.ErrnoException) => {
    throw new OptionError(`The file ${JSON.stringify(file)} cannot be written (${cause.code})`, {
      code: 'unwritable-file',
      hint: 'Give a file in a folder that is there, and that you may write to.',
      cause,
    })
  })
}
