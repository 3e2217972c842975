import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/config/config-error.js'
import { configJsonSchema } from '../../src/config/config-json-schema.js'
import { parseConfig } from '../../src/config/parse-config.js'
import { readConfig } from '../../src/config/read-config.js'
import { SETTABLE, variableOf } from '../../src/config/settable-keys.js'
import { databaseOf, destinationOf, findStudy } from '../../src/config/study-place.js'
import { makeFolder, removeFolder, runIn } from '../run-in.js'

const SMALL = {
  version: 1,
  destination: 's3://results/',
  studies: [{ app: 'mobile-toolbox', study: 'cxhnxd', uploads: ['s3://uploads/mobile-toolbox/'] }],
}

function problemsOf(json: unknown, env: Record<string, string> = {}, given: Record<string, string> = {}): readonly string[] {
  try {
    parseConfig(json, { env, arguments: given })
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ at, message }) => `${at}: ${message}`)
    throw error
  }
  return []
}

describe('a configuration', () => {
  it('is filled in with defaults', () => {
    expect(parseConfig(SMALL)).toStrictEqual({
      environment: 'develop',
      namespace: 'bridge-downstream',
      destination: 's3://results/',
      logLevel: 'info',
      studies: [
        {
          app: 'mobile-toolbox',
          study: 'cxhnxd',
          uploads: ['s3://uploads/mobile-toolbox/'],
          preset: 'bridge',
          duplicateKeys: 'error',
          frozenLock: false,
          offline: false,
          convention: 'glue',
        },
      ],
    })
  })

  it('lets a study win over the settings of all, and those over the defaults', () => {
    const [first, second] = parseConfig({
      ...SMALL,
      defaults: { convention: 'snake_case', offline: true },
      studies: [...SMALL.studies, { app: 'a', study: 'b', uploads: ['file:///uploads'], convention: 'identity' }],
    }).studies
    expect([first!.convention, first!.offline, second!.convention, second!.offline]).toEqual(['snake_case', true, 'identity', true])
  })

  it('lets arguments win over the environment, and that over the file', () => {
    const json = { ...SMALL, namespace: 'of-file', logLevel: 'debug' }
    expect(parseConfig(json).namespace).toBe('of-file')
    const env = { BRIDGE_DOWNSTREAM_NAMESPACE: 'of-env', BRIDGE_DOWNSTREAM_LOG_LEVEL: '' }
    expect(parseConfig(json, { env })).toMatchObject({ namespace: 'of-env', logLevel: 'debug' })
    expect(parseConfig(json, { env, arguments: { namespace: 'of-argument' } }).namespace).toBe('of-argument')
  })

  it('says everything that is wrong at once, each with its place', () => {
    const json = {
      ...SMALL,
      version: 2,
      colour: 'red',
      destination: 'results',
      defaults: { 'a/b': 1 },
      studies: [{ app: '../up', study: 'ok', uploads: [], convention: 'glu', synapseFolder: '12' }, 7],
    }
    expect(problemsOf(json, { BRIDGE_DOWNSTREAM_NAMESPACE: 'Not Good' }, { environment: 'test' })).toEqual([
      '/version: Invalid input: expected 1',
      'argument environment: Invalid option: expected one of "develop"|"prod"',
      'BRIDGE_DOWNSTREAM_NAMESPACE: must be at most 40 lower-case letters, digits and hyphens, beginning and ending with no hyphen',
      '/destination: must be the URL of a store, such as s3://bucket/prefix',
      '/defaults/a~1b: is no setting',
      '/studies/0/convention: Invalid option: expected one of "glue"|"snake_case"|"identity"',
      '/studies/0/app: must be an id of letters, digits, _ . -',
      '/studies/0/uploads: Too small: expected array to have >=1 items',
      '/studies/0/synapseFolder: must be a Synapse id such as syn123',
      '/studies/1: Invalid input: expected object, received number',
      '/colour: is no setting',
    ])
  })

  it('refuses what only shows when all is seen together', () => {
    const study = (app: string, name: string): object => ({ app, study: name, uploads: ['s3://uploads'] })
    expect(problemsOf({ ...SMALL, environment: 'prod', namespace: 'branch' })).toEqual(['/namespace: must be bridge-downstream in prod'])
    expect(problemsOf({ ...SMALL, defaults: { frozenLock: true } })).toEqual(['/studies/0/frozenLock: needs schemaLock'])
    expect(problemsOf({ ...SMALL, studies: [study('a', 'b'), study('a', 'b')] })).toEqual([
      '/studies/1: is the app and study of /studies/0 again',
    ])
    const named = { database: 'own' }
    expect(problemsOf({ ...SMALL, studies: [study('a', 'b'), study('a', 'c')].map((each) => ({ ...each, ...named })) })).toEqual([
      '/studies/1/database: is that of /studies/0',
    ])
  })

  it.each([['null'], ['[]'], ['"text"'], ['{}']])('refuses %s', (text) => {
    expect(problemsOf(JSON.parse(text)).length).toBeGreaterThan(0)
  })

  it('holds no value in its errors', () => {
    const secret = 'hunter2hunter2'
    const json = {
      version: secret,
      destination: secret,
      invalidQueueUrl: secret,
      logLevel: secret,
      studies: [{ app: `${secret}/`, study: secret }],
    }
    expect(problemsOf(json, { BRIDGE_DOWNSTREAM_ENVIRONMENT: secret }).join('\n')).not.toContain(secret)
  })

  it('places each study, each namespace apart', () => {
    const config = parseConfig({ ...SMALL, namespace: 'my-branch' })
    const study = findStudy(config, 'mobile-toolbox', 'cxhnxd')!
    expect(destinationOf(config, study)).toBe('s3://results/my-branch/mobile-toolbox/cxhnxd')
    expect(databaseOf(config, study)).toBe('develop__my_branch__mobile_toolbox__cxhnxd')
    expect(databaseOf(config, { ...study, database: 'own' })).toBe('develop__my_branch__own')
    expect(databaseOf({ environment: 'prod', namespace: 'bridge-downstream' }, { ...study, database: 'own' })).toBe('own')
    expect(findStudy(config, 'mobile-toolbox', 'other')).toBeUndefined()
  })

  it('gives no two places one database', () => {
    const id = fc.string({ unit: fc.constantFrom('a', 'b', 'B', '-', '_', '.'), minLength: 1, maxLength: 5 }).map((text) => `a${text}`)
    const namespace = fc.string({ unit: fc.constantFrom('a', 'b', '-'), maxLength: 4 }).map((text) => `a${text}a`)
    const place = fc.record({ environment: fc.constantFrom('develop' as const, 'prod' as const), namespace, app: id, study: id })
    fc.assert(
      fc.property(fc.uniqueArray(place, { minLength: 2, maxLength: 30, selector: (each) => JSON.stringify(each) }), (places) => {
        const names = places.map((each) => databaseOf(each, { ...each, uploads: [] }))
        expect(new Set(names).size).toBe(names.length)
        for (const name of names) expect(name).toMatch(/^[a-z0-9_]{1,255}$/)
      }),
      { seed: 20, numRuns: 500 },
    )
    const long = { app: 'a'.repeat(100), study: 'B'.repeat(100), uploads: [] }
    expect(databaseOf({ environment: 'develop', namespace: 'c'.repeat(40) }, long)).toMatch(/^[a-z0-9_]{255}$/)
  })

  it('has a JSON Schema for editors that agrees with it', () => {
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(configJsonSchema())
    expect(validate({ ...SMALL, $schema: './bridge-downstream.schema.json' })).toBe(true)
    expect(validate({ ...SMALL, colour: 'red' })).toBe(false)
    expect(validate({ ...SMALL, studies: [] })).toBe(false)
    expect(validate({ ...SMALL, namespace: 'Not Good' })).toBe(false)
  })

  it('names an environment variable after each key', () => {
    expect(SETTABLE.map(variableOf)).toContain('BRIDGE_DOWNSTREAM_INVALID_QUEUE_URL')
  })
})

describe('bridge-downstream config', () => {
  let folder: string
  beforeEach(async () => {
    folder = await makeFolder()
  })
  afterEach(() => removeFolder(folder))

  it('shows what a file comes to', async () => {
    await writeFile(path.join(folder, 'bridge-downstream.json'), JSON.stringify(SMALL))
    expect(await runIn(folder, ['config'])).toEqual({
      code: 0,
      out: `environment develop, namespace bridge-downstream

app             study   preset  destination                                           database
mobile-toolbox  cxhnxd  bridge  s3://results/bridge-downstream/mobile-toolbox/cxhnxd  develop__bridge_downstream__mobile_toolbox__cxhnxd
`,
      err: '',
    })
    const { out } = await runIn(folder, ['config', '--namespace', 'mine', '--json'])
    expect(JSON.parse(out)).toStrictEqual(JSON.parse(JSON.stringify(parseConfig({ ...SMALL, namespace: 'mine' }))))
  })

  it('reads a file in another folder, which is the base of what it names', async () => {
    await mkdir(path.join(folder, 'deep'))
    await writeFile(path.join(folder, 'deep/studies.json'), JSON.stringify(SMALL))
    const env = { BRIDGE_DOWNSTREAM_CONFIG: 'deep/studies.json' }
    expect((await readConfig({ env, cwd: folder })).base).toBe(path.join(folder, 'deep'))
  })

  it('says what is wrong', async () => {
    expect(await runIn(folder, ['config'])).toMatchObject({
      code: 1,
      err: 'bridge-downstream: The configuration "bridge-downstream.json" cannot be read. Check the path.\n',
    })
    await writeFile(path.join(folder, 'bridge-downstream.json'), '{"version": 1')
    expect((await runIn(folder, ['config'])).err).toBe(
      'bridge-downstream: The configuration "bridge-downstream.json" is no JSON. An editor shows where it breaks off.\n',
    )
    await writeFile(path.join(folder, 'bridge-downstream.json'), '{"version": 1, "studies": []}')
    expect((await runIn(folder, ['config'])).err).toBe(`bridge-downstream: The configuration cannot be used. Mend:
  /destination: Invalid input: expected string, received undefined
  /studies: Too small: expected array to have >=1 items
`)
  })

  it('prints the JSON Schema', async () => {
    expect(JSON.parse((await runIn(folder, ['config', '--schema'])).out)).toStrictEqual(configJsonSchema())
  })
})
