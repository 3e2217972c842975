import path from 'node:path'

const TEST = /(^|\/)(tests?|__tests__)\/|\.test\.|\.tsbuildinfo$/
const HOME = /(?:\/home|\/Users|[A-Z]:\\+Users)[\\/]+[\w.-]+[\\/]/
/** What esbuild adds to the name of a file that it splits off. */
const HASH = /-[A-Z0-9]{8}(?=\.js(\.map)?$)/
const EXTENSIONS = ['.ts', '.tsx']
const DECLARATIONS = ['.d.ts', '.d.ts.map']

/**
 * Paths as a list for people to read: a hash is a star, and sources with their declarations, which come and go with the code, are left out.
 *
 * A declaration without its source (left from an earlier build) stays, and so does a source without its declarations.
 */
export function foldNames(paths) {
  const all = new Set(paths)
  const whole = (stem) =>
    EXTENSIONS.some((extension) => all.has(`src/${stem}${extension}`)) &&
    DECLARATIONS.every((extension) => all.has(`dist/${stem}${extension}`))
  const pinned = paths.filter((file) => {
    const [, stem] = /^src\/(.+)\.tsx?$/.exec(file) ?? /^dist\/(.+)\.d\.ts(?:\.map)?$/.exec(file) ?? []
    return stem === undefined || !whole(stem)
  })
  return [...new Set(pinned.map((file) => file.replace(HASH, '-*')))].sort((a, b) => (a < b ? -1 : 1))
}

/** @returns what came and what went, a phrase for each. */
export function compareContents(found, listed) {
  return [
    ...found.filter((file) => !listed.includes(file)).map((file) => `now has ${file}`),
    ...listed.filter((file) => !found.includes(file)).map((file) => `has no longer ${file}`),
  ]
}

/**
 * What must not be published, whatever the list says.
 *
 * @param files bytes by path. @param secrets texts that no file may hold. @returns a phrase for each fault; none repeats a secret.
 */
export function findFaults(files, secrets) {
  const faults = ['README.md', 'LICENSE', 'package.json'].filter((file) => !files.has(file)).map((file) => `has no ${file}`)
  for (const [file, bytes] of files) {
    const text = bytes.toString('utf8')
    if (TEST.test(file)) faults.push(`has ${file}, which is for development`)
    if (secrets.some((secret) => text.includes(secret)) || HOME.test(text)) faults.push(`names this machine, or its registry, in ${file}`)
    if (file.endsWith('.map')) faults.push(...findLostSources(file, JSON.parse(text), files))
  }
  const manifest = JSON.parse(files.get('package.json')?.toString('utf8') ?? '{}')
  for (const [name, range] of Object.entries({ ...manifest.dependencies, ...manifest.peerDependencies })) {
    if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(range)) faults.push(`depends on ${name} ${range}, which is not one version`)
    if (name.startsWith('@bridge-downstream/') && range !== manifest.version) faults.push(`depends on another version of ${name}: ${range}`)
  }
  return faults
}

/** A map's sources are in the package or in the map; those of functions have names alone, for stack traces. */
function findLostSources(file, { sources, sourcesContent = [] }, files) {
  if (file.startsWith('dist/lambda/')) return []
  const lost = sources.find(
    (source, index) => sourcesContent[index] == null && !files.has(path.posix.join(path.posix.dirname(file), source)),
  )
  return lost === undefined ? [] : [`has ${file}, whose source ${lost} is nowhere`]
}
