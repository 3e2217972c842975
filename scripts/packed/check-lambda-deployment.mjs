import { deepStrictEqual } from 'node:assert'
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { unzipSync } from 'fflate'
import { importTypeScript } from './import-typescript.mjs'
import { startRegionRecorder } from './start-region-recorder.mjs'

const { generateStudy, writeSchemas } = await importTypeScript('examples/sample-study/src/index.ts')
const { createS3Store } = await import('../../packages/s3-adapter/dist/index.js')
const { startFront } = await importTypeScript('packages/s3-adapter/test/front/start-front.ts')
const { startFunction } = await importTypeScript('packages/glue-shim/test/lambda/start-function.ts')

const EXAMPLE = fileURLToPath(new URL('../../examples/lambda-deployment', import.meta.url))
/** What is no part of a clone. */
const MADE = ['node_modules', 'lambda', 'rendered', 'bridge-downstream.schema.json']
/** What a version's stack runs. */
const FUNCTIONS = ['on-notification', 'rebuild-partition', 'list-work', 'update-catalog']
/** Of the first archive of the sample study: the first two by the JSON Schemas they claim, through the example's own mapping. */
const DATASETS = ['MotionRecord_v1', 'WeatherResult_v1', 'left_tapping_v1', 'metadata_v1', 'microphone_levels_v1', 'right_tapping_v1']
const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' }

/**
 * Take the example `lambda-deployment` from a clone to a function that has run: install it with the packed packages, build it, render its
 * stacks, upload its code to a server of S3, run what was uploaded under the Runtime API, and tell it of an upload.
 *
 * @param install installs packed packages into a project's folder.
 */
export async function checkLambdaDeployment({ folder, install, run }) {
  const project = path.join(folder, 'lambda-deployment')
  cpSync(EXAMPLE, project, { recursive: true, filter: (file) => !MADE.includes(path.relative(EXAMPLE, file)) })
  await checkSchemas(project, folder)
  await install(project)
  await run('npm', ['run', '--silent', 'build'], project)
  const lacking = FUNCTIONS.filter((name) => !existsSync(path.join(project, 'lambda', `${name}.mjs`)))
  deepStrictEqual(lacking, [])

  await run('npm', ['run', '--silent', 'deploy:dry-run'], project)
  const rendered = JSON.parse(readFileSync(path.join(project, 'rendered/templates/version.json'), 'utf8'))
  deepStrictEqual(rendered.Resources.OnNotification.Properties.Handler, 'on-notification.handler')

  const front = await startFront()
  const recorder = await startRegionRecorder(front.endpoint)
  try {
    for (const bucket of ['my-study-code', 'my-study-uploads', 'my-study-results']) front.createBucket(bucket)
    const bucket = (name) => createS3Store(`s3://${name}`, { endpoint: front.endpoint, credentials: CREDENTIALS })
    const s3 = { AWS_ENDPOINT_URL_S3: front.endpoint, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'us-east-1' }
    await run('npm', ['run', '--silent', 'artifacts', '--', '--dry-run'], project, s3)
    deepStrictEqual(await keysOf(bucket('my-study-code')), [])
    await run('npm', ['run', '--silent', 'artifacts'], project, s3)
    const uploaded = await keysOf(bucket('my-study-code'))
    deepStrictEqual(new Set(uploaded.map(partOf)), new Set(FUNCTIONS))

    const start = async (name) => {
      const taskRoot = path.join(folder, 'task', name)
      await unpackInto(
        taskRoot,
        bucket('my-study-code'),
        uploaded.find((key) => partOf(key) === name),
      )
      return startFunction({ taskRoot, name, env: { AWS_ENDPOINT_URL_S3: recorder.endpoint } })
    }
    await tellOfAnUpload({ start, uploads: bucket('my-study-uploads'), results: bucket('my-study-results') })
    // The project's own function reads uploads from where it says, and nothing else is read from there.
    deepStrictEqual(Object.fromEntries(recorder.regions), {
      'my-study-uploads': new Set(['us-west-2']),
      'my-study-results': new Set(['us-east-1']),
    })
  } finally {
    await recorder.close()
    await front.close()
  }
}

/** The example holds the sample study's JSON Schemas as files, as a user's project holds its own. */
async function checkSchemas(project, folder) {
  const { mirror, mapping } = await writeSchemas(path.join(folder, 'sample-schemas'))
  const datasets = JSON.parse(readFileSync(mapping, 'utf8'))
  deepStrictEqual(JSON.parse(readFileSync(path.join(project, 'schema-mapping.json'), 'utf8')), datasets)
  for (const url of Object.keys(datasets)) {
    const file = url.replace('https://', '')
    deepStrictEqual(
      JSON.parse(readFileSync(path.join(project, 'schemas', file), 'utf8')),
      JSON.parse(readFileSync(path.join(mirror, file), 'utf8')),
    )
  }
}

async function tellOfAnUpload({ start, uploads, results }) {
  const [{ key, metadata, bytes }] = generateStudy({ archives: 1 })
  await uploads.put(key, bytes, { metadata })
  const notification = { Records: [{ eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'my-study-uploads' }, object: { key } } }] }
  const unpacker = await start('on-notification')
  const answer = await unpacker.invoke({
    Records: [{ messageId: 'm1', body: JSON.stringify(notification), eventSource: 'aws:sqs', awsRegion: 'us-east-1' }],
  })
  await unpacker.stop()
  if (answer.error || answer.payload.batchItemFailures.length > 0) throw new Error(`The upload was not taken:\n${unpacker.logs()}`)

  const root = 'bridge-downstream/sample-app/sample-study/'
  const written = (await keysOf(results)).map((each) => each.replace(root, '')).filter((each) => each.startsWith('raw_json/'))
  deepStrictEqual(new Set(written.map((each) => /dataset=([^/]+)/.exec(each)[1])), new Set(DATASETS))
  if (!written.every((each) => each.includes(metadata.recordid))) throw new Error('Objects do not bear the name of their record')

  const [, dataset, partition] = /^raw_json\/dataset=([^/]+)\/(.*\/)[^/]+$/.exec(written[0])
  const rebuilder = await start('rebuild-partition')
  const rebuilt = await rebuilder.invoke({ Items: [{ app: 'sample-app', study: 'sample-study', dataset, partition }] })
  await rebuilder.stop()
  deepStrictEqual(rebuilt.payload, { rebuilt: 1, removed: 0, done: 0, failed: [] })
  const parts = (await keysOf(results)).filter((each) => each.startsWith(`${root}parquet/`) && each.includes(`/${partition}`))
  if (parts.length === 0) throw new Error('No Parquet was written')
}

/** `{repo}/{ref}/{part}-{digest}.zip`. */
const partOf = (key) => path.posix.basename(key).replace(/-[0-9a-f]{16}\.zip$/, '')

async function keysOf(store) {
  return (await Array.fromAsync(store.list())).map(({ key }) => key)
}

async function unpackInto(target, store, key) {
  const files = unzipSync(await (await store.get(key)).bytes())
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(target, name)), { recursive: true })
    writeFileSync(path.join(target, name), bytes)
  }
}
