/** What a command may touch of the process: given, so that a test can stand in for a terminal. */
export interface CommandIo {
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean | undefined }
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean | undefined; readonly columns?: number | undefined }
  /** Resolves when standard output takes more, after `write` has returned false. */
  drained?(): Promise<unknown>
  /** Folder that relative paths start from. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** What worker threads run (`cli/worker.js`); without it there are none. */
  readonly workerScript?: URL | undefined
  /** Gives memory back between two steps; absent where the process is not ours alone. */
  readonly releaseGarbage?: (() => void) | undefined
}

/** Exit codes of the command. */
export const EXIT = {
  done: 0,
  /** Wrong use, or a failure of the run. */
  failed: 1,
  /** Done, but something was quarantined. */
  quarantined: 2,
  /** A comparison found a fork. */
  forked: 3,
} as const
