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
  #phase = ''
  #phaseStart = 0

  constructor(io: CommandIo) {
    this.#stream = io.stderr
  }

  update({ phase, archives, total }: Progress): void {
    this.draw(PHASES[phase], archives, total)
  }

  /** @param what is counted. */
  draw(doing: string, count: number, total: number, what = 'archives'): void {
    if (!this.#stream.isTTY) return
    const now = Date.now()
    if (doing !== this.#phase) {
      this.#phase = doing
      this.#phaseStart = now
    }
    if (count < total && now - this.#drawnAt < INTERVAL_MS) return
    this.#drawnAt = now
    const filled = total === 0 ? WIDTH : Math.round((count / total) * WIDTH)
    const line = `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${doing} ${count}/${total} ${what}${this.#pace(count, total, now)}`
    this.#stream.write(`\r\u001B[2K${line}`)
  }

  /** Rate and time left, once there is something to tell them from. */
  #pace(count: number, total: number, now: number): string {
    const seconds = (now - this.#phaseStart) / 1000
    if (seconds < 1 || count === 0 || count >= total) return ''
    const rate = count / seconds
    return `, ${rate >= 10 ? Math.round(rate) : rate.toFixed(1)}/s, ${formatSeconds((total - count) / rate)} left`
  }

  clear(): void {
    if (this.#stream.isTTY) this.#stream.write('\r\u001B[2K')
  }
}

function formatSeconds(seconds: number): string {
  const whole = Math.ceil(seconds)
  if (whole < 60) return `${whole} s`
  return whole < 3600 ? `${Math.ceil(whole / 60)} min` : `${Math.floor(whole / 3600)} h ${Math.ceil((whole % 3600) / 60)} min`
}
