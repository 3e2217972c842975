import { ArchiveError } from '../errors.js'

/** The archive's own records are damaged or contradict each other. */
export function badZip(what: string, archive: string): ArchiveError {
  return new ArchiveError(what, { code: 'bad-zip', archive, hint: 'The file is damaged: fetch it again, or repair it with `zip -FF`.' })
}

/** The archive is one part of several. */
export function multiDisk(archive: string): ArchiveError {
  return new ArchiveError('The ZIP archive is one part of several', {
    code: 'multi-disk',
    archive,
    hint: 'Join the parts into one archive with `zip -s 0 parts.zip --out whole.zip`.',
  })
}
