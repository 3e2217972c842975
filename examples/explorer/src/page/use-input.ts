import { useRef, useState } from 'preact/hooks'
import type { Exploration, ExploreProgress, InputFile, LedgerItem } from '../worker/messages.ts'
import { ExploreClient } from './explore-client.ts'

/** What has become of one input. */
export type InputState =
  | { readonly status: 'empty'; readonly note?: string | undefined }
  | { readonly status: 'working'; readonly label: string; readonly progress: ExploreProgress | undefined }
  | {
      /** Partial: something was left out because it is bad. */
      readonly status: 'done' | 'partial'
      readonly label: string
      readonly exploration: Exploration
      readonly client: ExploreClient
      readonly elapsedMs: number
    }
  | { readonly status: 'failed'; readonly label: string; readonly message: string; readonly items: readonly LedgerItem[] }

export type ExploredInput = Extract<InputState, { readonly exploration: Exploration }>

export interface Input {
  readonly state: InputState
  open(files: readonly InputFile[], label: string): void
  cancel(): void
  clear(): void
}

/** One of the page's inputs, with a worker of its own. */
export function useInput(): Input {
  const [state, setState] = useState<InputState>({ status: 'empty' })
  const client = useRef<ExploreClient | undefined>(undefined)

  const begin = (): ExploreClient => {
    client.current?.end()
    return (client.current = new ExploreClient())
  }

  const run = async (files: readonly InputFile[], label: string): Promise<void> => {
    const mine = begin()
    const show = (next: InputState): void => {
      // A run that was cancelled, or that another one has replaced, has nothing more to say.
      if (client.current === mine) setState(next)
    }
    const startedAt = performance.now()
    show({ status: 'working', label, progress: undefined })
    try {
      const exploration = await mine.call('explore', files, (progress) => show({ status: 'working', label, progress }))
      const bad = exploration.ledger.items.filter(({ outcome }) => outcome === 'quarantined')
      if (exploration.datasets.length === 0) {
        const message = bad.length === 0 ? 'There is no JSON in it.' : 'Nothing in it could be read.'
        show({ status: 'failed', label, message, items: exploration.ledger.items })
        return
      }
      const elapsedMs = performance.now() - startedAt
      show({ status: bad.length === 0 ? 'done' : 'partial', label, exploration, client: mine, elapsedMs })
    } catch (error) {
      show({ status: 'failed', label, message: error instanceof Error ? error.message : String(error), items: [] })
    }
  }

  const end = (note?: string): void => {
    client.current?.end()
    client.current = undefined
    setState({ status: 'empty', note })
  }

  return {
    state,
    open: (files, label) => void run(files, label),
    cancel: () => end('Cancelled. Nothing was kept.'),
    clear: () => end(),
  }
}
