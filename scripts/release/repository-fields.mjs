/**
 * Name the repository in a package.json, with its page and its issues.
 *
 * @param place `server` and `repository` as GitHub gives them to a workflow, and the package's `directory`.
 * @throws Error if one of the two is missing, or the package names another repository.
 */
export function nameRepository(manifest, { server, repository, directory }) {
  if (!server || !repository) throw new Error('GITHUB_SERVER_URL and GITHUB_REPOSITORY say where a package comes from; one is not set.')
  const page = `${server}/${repository}`
  const url = `git+${page}.git`
  const named = manifest.repository?.url
  if (named !== undefined && named !== url) {
    throw new Error(`${manifest.name} names the repository ${named}, and this is ${url}: publish from there, or change its package.json.`)
  }
  return {
    ...manifest,
    repository: { type: 'git', url, directory },
    homepage: manifest.homepage ?? `${page}/tree/main/${directory}#readme`,
    bugs: manifest.bugs ?? { url: `${page}/issues` },
  }
}
