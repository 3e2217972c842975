import { compareInputs } from './compare-inputs.ts'
import { exploreFiles } from './explore-files.ts'
import type { Calls, ExploreProgress, Reply, Request } from './messages.ts'
import { TableCells } from './table-cells.ts'

// One program cannot have both the page's names and the worker's, so here is what is used of the latter.
interface WorkerScope {
  postMessage(message: Reply): void
  addEventListener(type: 'message', listener: (event: { readonly data: Request }) => void): void
}
const scope = globalThis as unknown as WorkerScope

/** The tables of the last exploration. */
const tables = new Map<string, TableCells>()

scope.addEventListener('message', ({ data }) => {
  answer(data).then(
    (value) => send({ id: data.id, kind: 'answer', answer: value }),
    (error: unknown) => send({ id: data.id, kind: 'failure', message: messageOf(error) }),
  )
})

function send(reply: Reply): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's page is the only target
  scope.postMessage(reply)
}

async function answer(message: Request): Promise<Calls[keyof Calls]['answer']> {
  switch (message.call) {
    case 'explore': {
      const onProgress = (progress: ExploreProgress): void => send({ id: message.id, kind: 'progress', progress })
      const exploration = await exploreFiles(message.request, onProgress)
      tables.clear()
      for (const table of exploration.tables) tables.set(table.table.name, new TableCells(table))
      return exploration
    }
    case 'cells':
      return tables.get(message.request.table)?.read(message.request) ?? []
    default:
      return compareInputs(message.request.before, message.request.after)
  }
}

function messageOf(error: unknown): string {
  // A browser's own words for it differ, and do not help.
  if (error instanceof DOMException) return 'A file could not be read: it changed meanwhile, went away, or is a folder.'
  return error instanceof Error ? error.message : String(error)
}
