import { OptionError } from '@bridge-downstream/core'

/** The version of the code that an artifact was made from. */
export interface Origin {
  /** Repository, such as `owner/name`. */
  readonly repo: string
  /** Branch or tag, such as `feature/x`. */
  readonly ref: string
}

/**
 * What the keys of a version's artifacts begin with: `{repo}/{ref}/`.
 *
 * Each is one segment, so that nothing of `feature/x` lies below `feature`: a slash is written as `~`, which no ref and no repository holds.
 *
 * @throws OptionError `bad-origin`.
 */
export function artifactPrefix({ repo, ref }: Origin): string {
  return `${repositoryPrefix(repo)}${segmentOf(ref, 'ref')}/`
}

/** What the keys of all versions of a repository begin with. */
export function repositoryPrefix(repo: string): string {
  return `${segmentOf(repo, 'repository')}/`
}

/** The inverse of `artifactPrefix`, for any key below; undefined for a key that is no artifact's. */
export function parseArtifactKey(key: string): (Origin & { readonly file: string }) | undefined {
  const [repo, ref, file, ...more] = key.split('/')
  if (repo === undefined || ref === undefined || file === undefined || more.length > 0) return undefined
  try {
    return { repo: nameOf(repo), ref: nameOf(ref), file }
  } catch (error) {
    // Someone else's key: it is not encoded as ours are.
    if (error instanceof URIError) return undefined
    throw error
  }
}

const nameOf = (segment: string): string => decodeURIComponent(segment.replaceAll('~', '/'))

function segmentOf(name: string, what: string): string {
  const isUsable = name !== '' && name !== '.' && name !== '..' && !name.includes('~') && name.isWellFormed() && name.length <= 200
  if (isUsable) return encodeURIComponent(name).replaceAll('%2F', '~')
  throw new OptionError(`This is no name of a ${what}`, { code: 'bad-origin', hint: 'Git takes no ~, no "." and no empty name.' })
}
