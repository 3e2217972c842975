import { fromJsonSchema, OptionError, type Schema } from '@bridge-downstream/core'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { fixturePath, fixturesAreThere, sayLeftOut } from '../support/fixtures.js'
import { describeField } from './describe-field.js'

interface Mirrored {
  readonly file: string
  readonly uri: string
  readonly schema: { readonly $id?: string }
}

/** The mirrored files, whose paths are their URIs without `https://`. Some have the id of another place. */
function readMirror(): Mirrored[] {
  const root = fixturePath('bridge', 'schema-mirror')
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.split(path.sep).join('/'))
    .sort()
    .map((file) => {
      const schema = JSON.parse(readFileSync(path.join(root, file), 'utf8')) as { $id?: string }
      return { file, uri: `https://${file}`, schema }
    })
}

if (fixturesAreThere) {
  const mirror = readMirror()
  const byUri = new Map([
    ...mirror.map(({ uri, schema }) => [uri, schema] as const),
    ...mirror.map(({ schema }) => [schema.$id ?? '', schema] as const),
  ])
  const load = ({ schema }: Mirrored): Schema => fromJsonSchema(schema, { resolve: (ref) => byUri.get(ref) })

  test('there are schemas to load', () => {
    expect(mirror.length).toBeGreaterThan(50)
  })

  test('all load, but those whose authors refer to what is not there', () => {
    const failures = mirror.flatMap((mirrored) => {
      try {
        expect(load(mirrored).documents).toBe(0)
        return []
      } catch (error) {
        if (!(error instanceof OptionError)) throw error
        return [`${mirrored.file.split('/schemas/')[1]} ${error.code} ${error.place.pointer}`]
      }
    })
    expect(failures).toEqual([
      'v0/CohortNavigationRuleObject.json unresolved-ref /properties/operator/$ref',
      'v0/JsonChoiceObject.json unresolved-ref /properties/icon/$ref',
      'v0/JsonSurveyRuleObject.json unresolved-ref /properties/ruleOperator/$ref',
      'v0/StandardPermission.json unresolved-ref /properties/permissionType/$ref',
    ])
  })

  test('what records of motion are', () => {
    const motion = mirror.find(({ file }) => file.endsWith('v2/MotionRecord.json'))!
    expect(describeField(load(motion).root)).toMatchInlineSnapshot(
      `"[{eventAccuracy?: integer, heading?: number, referenceCoordinate?: string, sensorType?: string, stepPath?: string, timestamp?: number, timestampDate?: string(date-time), uptime?: number, w?: number, x?: number, y?: number, z?: number}]"`,
    )
  })

  test('what results of assessments are', () => {
    const result = mirror.find(({ file }) => file.endsWith('v2/AssessmentResultObject.json'))!
    expect(describeField(load(result).root)).toMatchInlineSnapshot(
      `"{$schema?: string(uri), assessmentIdentifier?: string, asyncResults?: [{endDate?: string(date-time), identifier: string, startDate: string(date-time), type: string}], endDate?: string(date-time), identifier: string, path?: [{direction: string, identifier: string}], schemaIdentifier?: string, startDate: string(date-time), stepHistory: [{endDate?: string(date-time), identifier: string, startDate: string(date-time), type: string}], taskRunUUID: string, type: string, versionString?: string}"`,
    )
  })
} else test('mirror', () => sayLeftOut('the JSON Schemas of mobile-client-json'))
