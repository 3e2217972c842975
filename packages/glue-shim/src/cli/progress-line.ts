import type { Progress } from '@bridge-downstream/core'
import type { CommandIo } from './command-io.js'

const WIDTH = 24
const PHASES: Readonly<Record<Progress['phase'], string>> = { survey: 'learning schemas', tables: 'writing tables' }
/** A terminal is redrawn at most so often. */
const INTERVAL_MS = 100

/** One line on a terminal's standard error that says how far a run is; nothing elsewhere. */
export class ProgressLine {
  readonly #stream: CommandIo['stderr']
  #drawnAt = 0

  constructor(io: CommandIo) {
    this.#stream = io.stderr
  }

  update({ phase, archives, total }: Progress): void {
    this.draw(PHASES[phase], archives, total)
  }

  draw(doing: string, archives: number, total: number): void {
    if (!this.#stream.isTTY) return
    const now = Date.now()
    if (archives < total && now - this.#drawnAt < INTERVAL_MS) return
    this.#drawnAt = now
    const filled = Math.round((archives / total) * WIDTH)
    this.#stream.write(`\r\u001B[2K${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${doing} ${archives}/${total} archives`)
  }

  clear(): void {
    if (this.#stream.isTTY) this.#stream.write('\r\u001B[2K')
  }
}
