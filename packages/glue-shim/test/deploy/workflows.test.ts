import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { makeFolder, removeFolder, runIn } from '../run-in.js'

interface Step {
  readonly if?: string
  readonly env?: Readonly<Record<string, string>>
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
}
interface Job {
  readonly needs?: string
  readonly if?: string
  readonly uses?: string
  readonly environment?: string
  readonly permissions?: Readonly<Record<string, string>>
  readonly steps?: readonly Step[]
}
interface Workflow {
  readonly on: string | Readonly<Record<string, unknown>>
  readonly permissions: Readonly<Record<string, string>>
  readonly jobs: Readonly<Record<string, Job>>
}

const folder = path.join(import.meta.dirname, '../../../../.github/workflows')
const workflows = new Map(readdirSync(folder).map((name) => [name, parse(readFileSync(path.join(folder, name), 'utf8')) as Workflow]))
const steps = [...workflows.values()].flatMap(({ jobs }) => Object.values(jobs).flatMap((job) => job.steps ?? []))
const commands = steps.flatMap(({ run }) => (run?.includes('dist/cli/main.js') ? [run.replace(/^.*main\.js /, '')] : []))

describe('workflows', () => {
  test('are those of tests, deployment, docs, removal and releases', () => {
    expect(new Map([...workflows].map(([name, { permissions }]) => [name, permissions]))).toEqual(
      new Map<string, unknown>([
        ['ci.yml', { contents: 'read' }],
        ['deploy.yml', { contents: 'read' }],
        ['docs.yml', { contents: 'read' }],
        ['release.yml', {}],
        ['remove.yml', { contents: 'read' }],
      ]),
    )
  })

  test('pin every action by its commit', () => {
    const uses = steps.flatMap(({ uses }) => uses ?? [])
    expect(uses.length).toBeGreaterThan(0)
    for (const action of uses) expect(action).toMatch(/^[\w-]+(\/[\w-]+){1,2}@[0-9a-f]{40}$/)
  })

  test('write no text of others into a script', () => {
    for (const { run } of steps) expect(run ?? '').not.toContain('${{')
  })

  test('deploy only what has passed its tests, prod only main and only after develop', () => {
    const { on, jobs } = workflows.get('deploy.yml')!
    expect(on).toEqual({ push: { branches: ['**'] } })
    expect(jobs['test']).toEqual({ uses: './.github/workflows/ci.yml' })
    expect([jobs['develop']!.needs, jobs['prod']!.needs]).toEqual(['test', 'develop'])
    expect(jobs['prod']!.if).toBe("vars.DEPLOY == 'true' && github.ref == 'refs/heads/main'")
    expect(JSON.stringify(workflows.get('ci.yml'))).toContain('.ci/run')
  })

  test('publish the site of main alone, and only after its tests', () => {
    const { docs } = workflows.get('deploy.yml')!.jobs
    expect(docs).toEqual({
      needs: 'test',
      if: "vars.PAGES == 'true' && github.ref == 'refs/heads/main'",
      permissions: { contents: 'read', pages: 'write', 'id-token': 'write' },
      uses: './.github/workflows/docs.yml',
    })
    const { on, jobs } = workflows.get('docs.yml')!
    expect(Object.keys(on)).toEqual(['workflow_call', 'workflow_dispatch'])
    expect(jobs['publish']).toMatchObject({ needs: 'build', if: "github.ref == 'refs/heads/main'", environment: 'github-pages' })
  })

  test('take a role for a deployment or a publication alone, and keep no key', () => {
    for (const { jobs } of workflows.values()) {
      for (const { environment, permissions, uses } of Object.values(jobs)) {
        // A job that calls a workflow hands on what the jobs there may take.
        if (uses === undefined) expect(permissions?.['id-token']).toBe(environment === undefined ? undefined : 'write')
      }
    }
    expect(JSON.stringify([...workflows.values()])).not.toContain('secrets.')
  })

  test('leave what is shared to main', () => {
    const scripts = workflows.get('deploy.yml')!.jobs['develop']!.steps!.filter(({ run }) => run?.includes('main.js'))
    expect(scripts.map((step) => [step.if, step.run?.replace(/^.*--only /, '')])).toEqual([
      ["github.ref == 'refs/heads/main'", 'shared'],
      [undefined, 'namespace version studies'],
    ])
  })

  describe('release', () => {
    const { on, jobs } = workflows.get('release.yml')!
    const callers = [...workflows.values()].flatMap((workflow) =>
      Object.values(workflow.jobs).filter((job) => job.uses === './.github/workflows/release.yml'),
    )

    test('only a commit of main whose tests have passed, in the run that has tested it', () => {
      expect(on).toEqual({ workflow_call: null })
      expect(callers).toEqual([workflows.get('deploy.yml')!.jobs['release']])
      expect(callers[0]).toMatchObject({ needs: 'test', if: "vars.RELEASE == 'true' && github.ref == 'refs/heads/main'" })
      expect(jobs['pack']!.if).toBe("github.event_name == 'push' && github.ref == 'refs/heads/main'")
      expect([jobs['version']!.needs, jobs['publish']!.needs]).toEqual(['pack', 'pack'])
      const checkouts = Object.values(jobs).map((job) => job.steps!.filter(({ uses }) => uses?.startsWith('actions/checkout@')))
      for (const found of checkouts) {
        expect(found.map((step) => step.with?.['ref'])).toEqual(['${{ github.sha }}'])
        expect(found[0]!.with?.['persist-credentials']).toBe(false)
      }
    })

    test('what makes the packages may not publish them', () => {
      expect(Object.fromEntries(Object.entries(jobs).map(([name, { permissions }]) => [name, permissions]))).toEqual({
        pack: { contents: 'read' },
        version: { contents: 'write', 'pull-requests': 'write' },
        publish: { contents: 'write', 'id-token': 'write' },
      })
      expect(callers[0]!.permissions).toEqual({ contents: 'write', 'pull-requests': 'write', 'id-token': 'write' })
      expect(jobs['publish']!.steps!.flatMap(({ run }) => run ?? [])).toEqual([
        'npm install --global pnpm@12.21.0',
        'pnpm install --frozen-lockfile',
      ])
    })

    test('with provenance, of packages that name their repository', () => {
      const pack = jobs['pack']!.steps!.map(({ run, uses }) => run ?? uses!.replace(/@.*/, ''))
      expect(pack.slice(-3)).toEqual(['pnpm run build', 'node scripts/release/name-repository.mjs', 'changesets/action/pack'])
      const publish = jobs['publish']!.steps!.find(({ uses }) => uses?.startsWith('changesets/action/publish@'))
      expect(publish?.env).toEqual({ PNPM_CONFIG_PROVENANCE: 'true' })
      expect(publish?.with).toEqual({ 'pack-dir-artifact-id': '${{ needs.pack.outputs.packages }}' })
    })
  })

  test.each(commands)('call the command as it is: %s', async (command) => {
    const words = command.split(' ')
    const name = words[0] === 'artifacts' ? words.slice(0, 2) : words.slice(0, 1)
    const cwd = await makeFolder()
    const { out } = await runIn(cwd, [...name, '--help'])
    await removeFolder(cwd)
    for (const option of words.filter((word) => word.startsWith('--'))) expect(out).toContain(`${option} `)
  })
})
