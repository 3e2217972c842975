import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Converter, KindRouter, ReflectionKind } from 'typedoc'
import { readContents } from './contents.mjs'
import { entryPoints, packageNames } from './entry-points.mjs'

const docs = fileURLToPath(new URL('..', import.meta.url))
const root = path.join(docs, '..')

/** Called by typedoc: pages are named by their headings, grouped as the start page does it, and lie where their Markdown lies. */
export function load(app) {
  const groups = new Map(readContents(path.join(docs, 'README.md')).flatMap(({ title, pages }) => pages.map((page) => [page, title])))
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context, page) => {
    page.name = headingOf(page)
    page.frontmatter.group = groups.get(sourceOf(page))
  })

  // Typedoc calls modules by their folders; a reader knows them by what is imported.
  const names = new Map(
    entryPoints(root).map(({ name, file }) => [path.relative(path.join(root, 'packages'), path.dirname(file)).replaceAll('\\', '/'), name]),
  )
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (_context, reflection) => {
    if (!reflection.kindOf(ReflectionKind.Module)) return
    if (!names.has(reflection.name)) throw new Error(`No package exports the module ${reflection.name}`)
    reflection.name = names.get(reflection.name)
  })

  // Typedoc looks for types that are named and not exported in one package alone.
  const validate = app.validate.bind(app)
  app.validate = (project) => {
    for (const name of packageNames(root)) {
      project.packageName = name
      validate(project)
    }
  }

  app.renderer.defineRouter('as-in-the-repository', RepositoryRouter)
}

class RepositoryRouter extends KindRouter {
  getIdealBaseName(reflection) {
    if (!reflection.isDocument()) return super.getIdealBaseName(reflection)
    const source = path.relative(root, sourceOf(reflection)).replaceAll('\\', '/')
    return source
      .replace(/^docs\//, '')
      .replace(/(\/README)?\.md$/, '')
      .toLowerCase()
  }
}

function sourceOf(page) {
  return path.normalize(page.project.files.getReflectionPath(page))
}

function headingOf(page) {
  const text = page.content.map(({ text }) => text).join('')
  const heading = /^# (.+)$/m.exec(text)?.[1]
  if (heading === undefined) throw new Error(`The page ${page.name} has no heading`)
  return heading
}
