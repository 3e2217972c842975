import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import path from 'node:path'
import { bundleCommand } from '../bundle-command.js'
import { runAlone } from '../run-alone.js'
import { makeFolder, removeFolder, type Outcome } from '../run-in.js'
import { useBucketServer, type BucketServer } from './aws-stand-ins.js'
import { useSynapse } from './synapse-samples.js'
import { TOKEN, type SynapseServer } from './synapse-server.js'

const CREDENTIALS = { accessKeyId: 'key', secretAccessKey: 'secret' }

let cwd: string
let program: string
beforeAll(async () => {
  cwd = await makeFolder()
  program = (await bundleCommand(path.join(cwd, 'program'))).main
})
afterAll(() => removeFolder(cwd))

function run(synapse: SynapseServer, bucket: BucketServer, ...args: string[]): Promise<Outcome> {
  const fixed = [
    '--parent',
    'syn1',
    '--folder-name',
    'parquet',
    '--bucket',
    'study',
    '--base-key',
    'main/',
    '--synapse-endpoint',
    synapse.endpoint,
  ]
  const env = {
    SYNAPSE_AUTH_TOKEN: TOKEN,
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL_S3: bucket.endpoint,
  }
  return runAlone(program, ['setup-storage', ...fixed, ...args], { cwd, env })
}

function openClient({ front }: BucketServer): S3Client {
  const client = new S3Client({ endpoint: front.endpoint, region: 'us-east-1', credentials: CREDENTIALS, forcePathStyle: true })
  onTestFinished(() => client.destroy())
  return client
}

async function ownerFile(bucket: BucketServer): Promise<string> {
  const { Body } = await openClient(bucket).send(new GetObjectCommand({ Bucket: 'study', Key: 'main/owner.txt' }))
  return Body!.transformToString()
}

const OTHER = {
  Sid: 'Backup',
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::111122223333:root' },
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::study/*',
}

describe('setup-storage', () => {
  test('makes owner file, folder, location and setting, and prints what the bucket needs', async () => {
    const [synapse, bucket] = [await useSynapse(), await useBucketServer('study')]
    const { code, out, err } = await run(synapse, bucket)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(
      /^step +outcome\nowner-file +made\nfolder +made\nstorage-location +made\nproject-setting +made\n\nFolder syn900, storage location 50\n/,
    )
    expect(out).toContain('"Resource": "arn:aws:s3:::study/main/*"')
    expect(out).toContain('"AllowedMethods"')
    expect(await ownerFile(bucket)).toBe('3400001\n')
    expect(synapse.locations).toEqual([
      {
        concreteType: 'org.sagebionetworks.repo.model.project.ExternalS3StorageLocationSetting',
        uploadType: 'S3',
        bucket: 'study',
        baseKey: 'main',
        stsEnabled: true,
        storageLocationId: 50,
      },
    ])
    expect(synapse.settings.get('syn900')).toMatchObject({ locations: [50] })
    expect(bucket.settings).toEqual([])
  })

  test('a second time changes nothing', async () => {
    const [synapse, bucket] = [await useSynapse(), await useBucketServer('study')]
    await run(synapse, bucket, '--configure-bucket')
    const [folders, asked] = [synapse.folders.size, bucket.settings.length]
    const { code, out } = await run(synapse, bucket, '--configure-bucket', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toEqual({
      version: 1,
      folderId: 'syn900',
      storageLocationId: 50,
      steps: ['owner-file', 'bucket-policy', 'bucket-cors', 'folder', 'storage-location', 'project-setting'].map((step) => ({
        step,
        outcome: 'there',
      })),
    })
    expect(synapse.folders.size).toBe(folders)
    expect(bucket.settings.slice(asked)).toEqual(['GET policy', 'GET cors'])
  })

  test('--configure-bucket keeps what is not ours, and other owners', async () => {
    const [synapse, bucket] = [await useSynapse(), await useBucketServer('study')]
    await openClient(bucket).send(new PutObjectCommand({ Bucket: 'study', Key: 'main/owner.txt', Body: '77\r\n' }))
    bucket.policy = JSON.stringify({ Version: '2012-10-17', Statement: [OTHER] })
    bucket.cors =
      '<CORSConfiguration><CORSRule><ID>mine</ID><AllowedMethod>GET</AllowedMethod><AllowedOrigin>https://example.org</AllowedOrigin></CORSRule></CORSConfiguration>'
    expect((await run(synapse, bucket, '--configure-bucket')).code).toBe(0)
    expect(await ownerFile(bucket)).toBe('77\n3400001\n')
    const { Statement } = JSON.parse(bucket.policy) as { readonly Statement: readonly { readonly Sid: string }[] }
    expect(Statement.map(({ Sid }) => Sid)).toEqual(['Backup', 'SynapseListmain', 'SynapseObjectsmain'])
    expect(Statement[0]).toEqual(OTHER)
    expect(bucket.cors).toContain('https://example.org')
    expect(bucket.cors).toContain('<ID>synapse-web</ID>')
  })

  test('what was stopped half way is carried on', async () => {
    const [synapse, bucket] = [await useSynapse(), await useBucketServer('study')]
    synapse.fault = (request) => (request.endsWith('/storageLocation') ? { status: 403, reason: 'no owner' } : undefined)
    const stopped = await run(synapse, bucket)
    expect(stopped).toMatchObject({ code: 1, out: '' })
    expect(stopped.err).toContain('Synapse did not give a storage location at study: status 403: no owner')
    synapse.fault = undefined
    expect((await run(synapse, bucket)).out).toMatch(/owner-file +there\nfolder +there\nstorage-location +made\nproject-setting +made/)
  })

  test('a folder that has another storage is left alone', async () => {
    const [synapse, bucket] = [await useSynapse(), await useBucketServer('study')]
    await run(synapse, bucket)
    synapse.locations[0] = { ...synapse.locations[0]!, baseKey: 'elsewhere' }
    const { code, err } = await run(synapse, bucket)
    expect(code).toBe(1)
    expect(err).toContain('The folder of Synapse has another storage already (key "syn900")')
    expect(synapse.locations).toHaveLength(1)
  })

  test('a dry run asks nobody anything, and prints all of it', async () => {
    const [synapse, bucket] = [await useSynapse(), await useBucketServer('study')]
    const { code, out } = await run(synapse, bucket, '--dry-run', '--configure-bucket')
    expect(code).toBe(0)
    expect(out).toContain('a storage location at s3://study/main/, with STS')
    expect(out).toContain('SynapseObjectsmain')
    const json = await run(synapse, bucket, '--dry-run', '--json')
    expect(JSON.parse(json.out)).toMatchObject({ isDryRun: true, steps: [{ step: 'owner-file' }, { step: 'folder' }, {}, {}] })
    expect([synapse.requests, bucket.settings, bucket.front.requests]).toEqual([[], [], []])
  })

  test('--help ends with examples', async () => {
    const { code, out } = await runAlone(program, ['setup-storage', '--help'], { cwd })
    expect(code).toBe(0)
    expect(out).toContain('Examples:\n  bridge-downstream setup-storage ')
  })
})
