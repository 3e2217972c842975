// What the managed runtime does for a function: loads its handler, asks for one event after the other, and hands back what came of it.
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const api = `http://${process.env['AWS_LAMBDA_RUNTIME_API']}/2018-06-01/runtime`
const [file, name] = process.env['_HANDLER'].split('.')
const post = (place, body) => fetch(`${api}${place}`, { method: 'POST', body: JSON.stringify(body) })
const describe = (error) => ({ errorType: error?.name ?? 'Error', errorMessage: String(error?.message ?? error) })

let handler
try {
  handler = (await import(pathToFileURL(path.join(process.env['LAMBDA_TASK_ROOT'], `${file}.mjs`)).href))[name]
} catch (error) {
  await post('/init/error', describe(error))
  process.exit(1)
}
for (;;) {
  const next = await fetch(`${api}/invocation/next`)
  const id = next.headers.get('lambda-runtime-aws-request-id')
  const deadlineMs = Number(next.headers.get('lambda-runtime-deadline-ms'))
  const context = { awsRequestId: id, getRemainingTimeInMillis: () => deadlineMs - Date.now() }
  try {
    const result = await handler(await next.json(), context)
    await post(`/invocation/${id}/response`, result ?? null)
  } catch (error) {
    await post(`/invocation/${id}/error`, describe(error))
  }
}
