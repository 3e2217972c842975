import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

// Data flows one way: archive → documents → schema → datasets → tables → columns → parquet → store → pipeline.
const STAGES = ['archive', 'documents', 'schema', 'datasets', 'tables', 'columns', 'parquet', 'store'] as const
/** Folders and files that every stage may use. */
const FOUNDATION = ['errors.ts', 'json', 'names', 'platform'] as const
/** Leaves that only entry files import. */
const OUTSIDE = ['index.ts', 'pipeline', 'testing', 'typegen', 'validation'] as const

const src = fileURLToPath(new URL('../../src', import.meta.url))

interface Import {
  readonly from: string
  readonly to: string
  readonly typeOnly: boolean
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const file = path.join(folder, name)
    return statSync(file).isDirectory() ? filesBelow(file) : [file]
  })
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8')
  const statements = text.matchAll(/^(?:import|export)\s+(type\s+)?([^'"]*?from\s+)?['"]([^'"]+)['"]/gm)
  return [...statements].map(([, type, clause = '', to]) => {
    const named = clause
      .match(/\{([^}]*)\}/)?.[1]
      ?.split(',')
      .filter((name) => name.trim() !== '')
    const allTypes = named !== undefined && !/^[^{]*\w[^{]*,/.test(clause) && named.every((name) => name.trim().startsWith('type '))
    return { from: path.relative(src, file), to: to!, typeOnly: type !== undefined || allTypes }
  })
}

const imports = filesBelow(src).flatMap(importsOf)

function areaOf(file: string): string {
  return file.split(path.sep)[0]!
}

function target({ from, to }: Import): string {
  return areaOf(path.relative(src, path.resolve(src, path.dirname(from), to)).replace(/\.js$/, '.ts'))
}

test('there are imports to look at', () => {
  expect(imports.length).toBeGreaterThan(50)
})

test('only platform/node.ts names Node modules', () => {
  const node = imports.filter(({ to }) => to.startsWith('node:')).map(({ from }) => from.split(path.sep).join('/'))
  expect([...new Set(node)]).toEqual(['platform/node.ts'])
})

test('a stage uses the foundation, itself, and the types of the stages before it', () => {
  const allowed = (edge: Import): boolean => {
    const from = areaOf(edge.from)
    const to = target(edge)
    if (from === to || from === 'index.ts') return true
    if ((FOUNDATION as readonly string[]).includes(to)) return true
    if (from === 'pipeline') return (STAGES as readonly string[]).includes(to)
    if (from === 'testing') return ['store', 'index.ts'].includes(to)
    if (from === 'typegen') return ['schema', 'tables'].includes(to)
    if (from === 'validation') return ['schema', 'datasets'].includes(to)
    const [stage, before] = [STAGES.indexOf(from as 'store'), STAGES.indexOf(to as 'store')]
    return stage >= 0 && before >= 0 && before < stage && edge.typeOnly
  }
  const relative = imports.filter(({ to }) => to.startsWith('.'))
  expect(relative.filter((edge) => !allowed(edge)).map(({ from, to }) => `${from} → ${to}`)).toEqual([])
})

test('the foundation knows no stage', () => {
  const stages: readonly string[] = [...STAGES, ...OUTSIDE]
  const upward = imports.filter((edge) => edge.to.startsWith('.') && (FOUNDATION as readonly string[]).includes(areaOf(edge.from)))
  expect(upward.filter((edge) => stages.includes(target(edge))).map(({ from, to }) => `${from} → ${to}`)).toEqual([])
})

test('no file is imported in a circle, by type or by value', () => {
  const files = new Map<string, string[]>()
  for (const { from, to } of imports) {
    if (!to.startsWith('.')) continue
    const resolved = path.relative(src, path.resolve(src, path.dirname(from), to)).replace(/\.js$/, '.ts')
    files.set(from, [...(files.get(from) ?? []), resolved])
  }
  const done = new Set<string>()
  const circles: string[] = []
  const visit = (file: string, trail: readonly string[]): void => {
    if (trail.includes(file)) circles.push([...trail.slice(trail.indexOf(file)), file].join(' → '))
    if (done.has(file) || trail.includes(file)) return
    for (const next of files.get(file) ?? []) visit(next, [...trail, file])
    done.add(file)
  }
  for (const file of files.keys()) visit(file, [])
  expect(circles).toEqual([])
})
