import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** A row of the view that the stand-in has. */
export interface ViewEntity {
  readonly id: string
  readonly projectId: string
  readonly dataFileHandleId: string | null
  readonly [column: string]: string | null
}

export interface StorageLocation {
  readonly storageLocationId: number
  readonly [field: string]: unknown
}

export interface ProjectSetting {
  readonly projectId: string
  readonly settingsType: string
  locations: readonly number[]
  readonly id: string
  etag: string
}

/** A server that speaks Synapse's protocol, as far as our commands ask for it, on a port of its own on this machine. */
export interface SynapseServer {
  readonly endpoint: string
  /** `GET /repo/v1/…`, in order, without those that were answered with a fault. */
  readonly requests: string[]
  readonly token: string
  /** Queries that were made, as SQL. */
  readonly queries: string[]
  view: readonly ViewEntity[]
  /** Bucket and key by file handle. */
  readonly files: Map<string, { readonly bucketName: string; readonly key: string }>
  readonly folders: Map<string, { readonly id: string; readonly name: string; readonly parentId: string }>
  readonly locations: StorageLocation[]
  readonly settings: Map<string, ProjectSetting>
  /** For how long STS credentials are valid from now on. */
  stsMs: number
  pageRows: number
  /** How often a page is still being made when it is asked for. */
  looksPerPage: number
  /** Called before each request; a status instead of the answer. */
  fault: ((request: string, n: number) => { readonly status: number; readonly reason?: string } | undefined) | undefined
  close(): Promise<void>
}

/** Fresh in each run: what a run prints can be searched for it. */
export const TOKEN = 'eyJ0eXAiOiJKV1Qi.the-personal-access-token'

type Answer = readonly [status: number, body: unknown]

export async function startSynapse(): Promise<SynapseServer> {
  const jobs = new Map<string, { readonly sql: string; readonly offset: number; looks: number }>()
  let asked = 0
  const state: Omit<SynapseServer, 'endpoint' | 'close'> = {
    requests: [],
    token: TOKEN,
    queries: [],
    view: [],
    files: new Map(),
    folders: new Map(),
    locations: [],
    settings: new Map(),
    stsMs: 3_600_000,
    pageRows: 3,
    looksPerPage: 1,
    fault: undefined,
  }

  const query = (job: string): Answer => {
    const { sql, offset, looks } = jobs.get(job)!
    if (looks > 0) {
      jobs.get(job)!.looks--
      return [202, { jobState: 'PROCESSING', progressMessage: 'x' }]
    }
    const columns = [.../"([^"]+)"/g[Symbol.matchAll](sql.slice(0, sql.indexOf(' FROM ')))].map(([, name]) => name!)
    const unknown = columns.find((column) => state.view[0] && !Object.hasOwn(state.view[0], column))
    if (unknown !== undefined) return [400, { reason: `Unknown column: ${unknown}` }]
    const all = [...state.view].sort((a, b) => (a.id < b.id ? -1 : 1))
    const page = all.slice(offset, offset + state.pageRows)
    const more = offset + page.length < all.length
    const rows = page.map((row, i) => ({ rowId: i, versionNumber: 1, values: columns.map((column) => row[column] ?? null) }))
    const queryResults = { concreteType: 'RowSet', headers: columns.map((name) => ({ name, columnType: 'STRING' })), rows }
    const nextPageToken = more ? { concreteType: 'QueryNextPageToken', token: 't' } : null
    return [200, { concreteType: 'QueryResultBundle', queryResult: { concreteType: 'QueryResult', queryResults, nextPageToken } }]
  }

  const answer = (method: string, path: string, body: string): Answer => {
    const input = (body === '' ? {} : JSON.parse(body)) as Readonly<Record<string, unknown>>
    const at = (pattern: RegExp): string[] | undefined => pattern.exec(`${method} ${path}`)?.slice(1)
    let found: string[] | undefined
    if ((found = at(/^GET \/repo\/v1\/entity\/(syn\d+)\/sts\?permission=(read_only|read_write)$/))) {
      asked++
      return [
        200,
        {
          bucket: `bucket-${found[0]!}`,
          baseKey: 'base/key',
          accessKeyId: `ASIA${asked}`,
          secretAccessKey: 'sts-secret',
          sessionToken: `session-${found[1]!}`,
          expiration: new Date(Date.now() + state.stsMs).toISOString(),
        },
      ]
    }
    if (at(/^POST \/repo\/v1\/entity\/(syn\d+)\/table\/query\/async\/start$/)) {
      const { sql, offset } = input['query'] as { readonly sql: string; readonly offset: number }
      state.queries.push(sql)
      jobs.set(String(jobs.size + 1), { sql, offset, looks: state.looksPerPage })
      return [201, { token: String(jobs.size) }]
    }
    if ((found = at(/^GET \/repo\/v1\/entity\/syn\d+\/table\/query\/async\/get\/(\d+)$/))) return query(found[0]!)
    if (at(/^POST \/file\/v1\/fileHandle\/batch$/)) {
      const files = input['requestedFiles'] as readonly { readonly fileHandleId: string; readonly associateObjectType: string }[]
      if (files.length > 100 || files.some(({ associateObjectType: type }) => type !== 'FileEntity')) return [400, { reason: 'batch' }]
      const requestedFiles = files.map(({ fileHandleId }) => {
        const place = state.files.get(fileHandleId)
        if (!place) return { fileHandleId, failureCode: 'UNAUTHORIZED' }
        return {
          fileHandleId,
          fileHandle: { concreteType: 'org.sagebionetworks.repo.model.file.S3FileHandle', id: fileHandleId, ...place },
        }
      })
      return [201, { requestedFiles }]
    }
    return answerStorage(state, method, path, input) ?? [404, { reason: `no ${method} ${path}` }]
  }

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const name = `${request.method!} ${request.url!}`
    const body = await text(request)
    const fault = state.fault?.(name, state.requests.length)
    const send = ([status, output]: Answer): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(output === undefined ? '' : JSON.stringify(output))
    }
    if (fault) return fault.status === 0 ? void response.destroy() : send([fault.status, { reason: fault.reason ?? 'a fault' }])
    state.requests.push(name)
    if (request.headers.authorization !== `Bearer ${TOKEN}`) {
      // A server that repeats what it was sent must not make us tell it.
      return send([401, { reason: `Invalid access token ${request.headers.authorization ?? ''}` }])
    }
    send(answer(request.method!, request.url!, body))
  }
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      console.error('The stand-in for Synapse failed', error)
      response.destroy()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return Object.assign(state, {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  })
}

/** Folders, storage locations and settings. */
function answerStorage(
  { folders, locations, settings }: Pick<SynapseServer, 'folders' | 'locations' | 'settings'>,
  method: string,
  path: string,
  input: Readonly<Record<string, unknown>>,
): Answer | undefined {
  const at = (pattern: RegExp): string[] | undefined => pattern.exec(`${method} ${path}`)?.slice(1)
  let found: string[] | undefined
  if (at(/^GET \/repo\/v1\/userProfile$/)) return [200, { ownerId: '3400001', userName: 'someone' }]
  if (at(/^POST \/repo\/v1\/entity\/child$/)) {
    const folder = [...folders.values()].find(({ name, parentId }) => name === input['entityName'] && parentId === input['parentId'])
    return folder ? [200, { id: folder.id }] : [404, { reason: 'no such child' }]
  }
  if (at(/^POST \/repo\/v1\/entity$/)) {
    const id = `syn${900 + folders.size}`
    const folder = { id, name: String(input['name']), parentId: String(input['parentId']) }
    if (input['concreteType'] !== 'org.sagebionetworks.repo.model.Folder') return [400, { reason: 'no folder' }]
    folders.set(id, folder)
    return [201, { ...folder, concreteType: 'org.sagebionetworks.repo.model.Folder' }]
  }
  if ((found = at(/^GET \/repo\/v1\/projectSettings\/(syn\d+)\/type\/upload$/))) return [200, settings.get(found[0]!)]
  if ((found = at(/^GET \/repo\/v1\/storageLocation\/(\d+)$/))) {
    const location = locations.find(({ storageLocationId: id }) => String(id) === found![0])
    return location ? [200, location] : [404, { reason: 'no such location' }]
  }
  if (at(/^POST \/repo\/v1\/storageLocation$/)) {
    // Synapse gives the same location again for the same content.
    const key = JSON.stringify([input['bucket'], input['baseKey'], input['stsEnabled']])
    const before = locations.find((location) => JSON.stringify([location['bucket'], location['baseKey'], location['stsEnabled']]) === key)
    if (before) return [201, before]
    const location = { ...input, storageLocationId: 50 + locations.length }
    locations.push(location)
    return [201, location]
  }
  if (at(/^POST \/repo\/v1\/projectSettings$/)) {
    const projectId = String(input['projectId'])
    if (settings.has(projectId)) return [400, { reason: 'there is one already' }]
    const setting = { projectId, settingsType: 'upload', locations: input['locations'] as number[], id: '7', etag: 'e1' }
    settings.set(projectId, setting)
    return [201, setting]
  }
  return undefined
}
