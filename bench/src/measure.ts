import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What one run of one contender took, in a process of its own. */
export interface Run {
  readonly milliseconds: number
  /** Time of the processors, of all threads. */
  readonly processorMilliseconds: number
  /** Of the whole process. */
  readonly peakMemoryBytes: number
  /** Parquet that it wrote. */
  readonly outputBytes?: number | undefined
}

export interface Contender {
  readonly name: string
  /** The name for people. */
  readonly says: string
  /** Where it is not that of the report. */
  readonly inputBytes?: number
  /** Name of ours that its times are compared with; its own, where they are not. Default: the first contender's. */
  readonly beside?: string
}

/** Medians of a contender's runs. */
export interface Result extends Run {
  readonly contender: string
  readonly fastest: number
  readonly slowest: number
  /** Bytes that it reads, where it reads any. */
  readonly inputBytes: number | undefined
  /** Our time as a part of this contender's; the median of the rounds' own ratios. Undefined where nothing is compared. */
  readonly ratio: number | undefined
  /** The same of the processors' time: on a machine that has other work too it says more. */
  readonly processorRatio: number | undefined
}

/** Of the outputs of the last round. */
export interface Comparison {
  /** What was compared, for people. */
  readonly compared: string
  /** Where the outputs differ. */
  readonly differing: readonly string[]
  readonly remarks: readonly string[]
}

/** One table of figures. */
export interface Report {
  /** The job, for people. */
  readonly job: string
  readonly runs: number
  readonly node: string
  readonly cores: number
  /** Average load of the last minute, when it was done. */
  readonly load: number
  readonly results: readonly Result[]
  /** Undefined where contenders write nothing that can be compared. */
  readonly comparison?: Omit<Comparison, 'remarks'> | undefined
  readonly remarks: readonly string[]
}

export interface Turns {
  readonly job: string
  readonly contenders: readonly Contender[]
  readonly runs: number
  readonly inputBytes?: number
  readonly runAlone: (contender: string) => Run
  /** After the rounds, when the outputs of the last one are still there. */
  readonly compare?: () => Promise<Comparison>
  readonly remarks?: readonly string[]
}

/** Let the contenders take turns, every other round in reverse order, so that no one always runs after the same other one. */
export async function takeTurns({ job, contenders, runs, inputBytes, runAlone, ...more }: Turns): Promise<Report> {
  const rounds = Array.from({ length: runs }, (_, round) => {
    const order = round % 2 === 0 ? contenders : contenders.toReversed()
    return new Map(order.map(({ name }) => [name, runAlone(name)]))
  })
  const results = contenders.map((contender): Result => {
    const { name, beside = contenders[0]!.name } = contender
    const own = rounds.map((round) => round.get(name)!)
    const medianOf = (what: 'milliseconds' | 'processorMilliseconds' | 'peakMemoryBytes'): number => median(own.map((run) => run[what]))
    const ratioOf = (what: 'milliseconds' | 'processorMilliseconds'): number | undefined =>
      beside === name ? undefined : median(rounds.map((round) => round.get(beside)![what] / round.get(name)![what]))
    return {
      contender: contender.says,
      milliseconds: medianOf('milliseconds'),
      fastest: Math.min(...own.map(({ milliseconds }) => milliseconds)),
      slowest: Math.max(...own.map(({ milliseconds }) => milliseconds)),
      processorMilliseconds: medianOf('processorMilliseconds'),
      peakMemoryBytes: medianOf('peakMemoryBytes'),
      inputBytes: contender.inputBytes ?? inputBytes,
      outputBytes: own[0]!.outputBytes,
      ratio: ratioOf('milliseconds'),
      processorRatio: ratioOf('processorMilliseconds'),
    }
  })
  const compared = await more.compare?.()
  return {
    job,
    runs,
    node: process.version,
    cores: availableParallelism(),
    load: loadavg()[0]!,
    results,
    comparison: compared && { compared: compared.compared, differing: compared.differing },
    remarks: [...(more.remarks ?? []), ...(compared?.remarks ?? [])],
  }
}

/** Run a script of this folder to its end. @param script of which {@link tellRun} is the last thing. */
export function runScript(script: string, args: readonly string[]): Run {
  const child = spawnSync(process.execPath, [fileURLToPath(new URL(script, import.meta.url)), ...args], { encoding: 'utf8' })
  if (child.status !== 0) throw new Error(`${script} ${args.join(' ')} failed:\n${child.error?.message ?? child.stderr}`)
  return JSON.parse(child.stdout.trim().split('\n').at(-1)!) as Run
}

/** A moment of a process: what it has taken until then. */
export type Moment = Pick<Run, 'milliseconds' | 'processorMilliseconds'>

/** Starting up and loading count. */
const PROCESS_START: Moment = { milliseconds: 0, processorMilliseconds: 0 }

export function now(): Moment {
  const milliseconds = performance.now()
  const { user, system } = process.cpuUsage()
  return { milliseconds, processorMilliseconds: (user + system) / 1e3 }
}

/**
 * Tell the parent process what this one took until now.
 *
 * @param output folder or file with what was written.
 */
export function tellRun(output?: string, since: Moment = PROCESS_START): void {
  const { milliseconds, processorMilliseconds } = now()
  const run: Run = {
    milliseconds: milliseconds - since.milliseconds,
    processorMilliseconds: processorMilliseconds - since.processorMilliseconds,
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    outputBytes: output === undefined ? undefined : parquetBytes(output),
  }
  console.log(JSON.stringify(run))
}

export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!
}

function parquetBytes(folder: string): number {
  if (!existsSync(folder)) throw new Error(`Nothing was written to ${folder}`)
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.parquet'))
    .reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
}
