import { createHash, randomBytes } from 'node:crypto'
import { readFile, readlink } from 'node:fs/promises'
import { hostname } from 'node:os'

/** Which process made a temporary name, so that another one can tell whether it is still at work. */
interface Owner {
  readonly host: string
  /** This start of this machine. */
  readonly boot: string
  /** Process ids mean something only within one PID namespace (a container has its own). */
  readonly space: string
  readonly pid: number
  /** When the process started, in clock ticks since boot: process ids are used again. */
  readonly start: string
}

/** Ends the host of a machine that has an id beside its name. */
const HAS_IDENTITY = 'm'
/** Where there is no /proc, only the process id tells a process. */
const UNKNOWN_START = '0'

let self: Promise<Owner> | undefined

/** A name that no other call gives, on any machine; it tells its owner. */
export async function createOwnedName(): Promise<string> {
  self ??= describeSelf()
  const { host, boot, space, pid, start } = await self
  return [host, boot, space, pid, start, randomBytes(8).toString('hex')].join('-')
}

/**
 * What is known of the process that made a name: nothing where it cannot be asked after (on another machine, in another container, or without
 * `/proc`, as long as a process has its id).
 */
export type OwnerState = 'running' | 'gone' | 'unknown'

/** @param name of {@link createOwnedName}; of any other one nothing is known. */
export async function ownerState(name: string): Promise<OwnerState> {
  self ??= describeSelf()
  const [host, boot, space, pid, start, nonce] = name.split('-')
  const me = await self
  if (nonce === undefined || host !== me.host) return 'unknown'
  // Only a machine with an identity of its own is known to have restarted; a host name alone may belong to two machines.
  if (boot !== me.boot) return host.endsWith(HAS_IDENTITY) ? 'gone' : 'unknown'
  if (space !== me.space) return 'unknown'
  if (!isRunning(Number(pid)) || (await hasEnded(Number(pid), start))) return 'gone'
  // A process id alone may be that of another process by now.
  return start === UNKNOWN_START ? 'unknown' : 'running'
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code !== 'ESRCH'
  }
}

async function describeSelf(): Promise<Owner> {
  const [machine, boot, space, stat] = await Promise.all([
    readText('/etc/machine-id'),
    readText('/proc/sys/kernel/random/boot_id'),
    readlink('/proc/self/ns/pid').catch(() => ''),
    readStat(process.pid),
  ])
  const identity = machine.trim() !== '' && boot !== '' ? HAS_IDENTITY : ''
  return {
    host: shorten(hostname() + machine) + identity,
    boot: shorten(boot),
    space: shorten(space),
    pid: process.pid,
    start: stat?.start ?? UNKNOWN_START,
  }
}

/** A process id in use may be another process by now, or a zombie, which nobody may ever reap in a container. */
async function hasEnded(pid: number, start: string | undefined): Promise<boolean> {
  if (start === UNKNOWN_START) return false
  const stat = await readStat(pid)
  return stat === undefined || stat.start !== start || (stat.state === 'Z' && stat.threads <= 1)
}

/**
 * Fields 3, 20 and 22 of /proc/PID/stat (proc_pid_stat(5)); the second field may hold blanks and brackets. A killed process shows as a
 * zombie while another thread of it still ends a system call, hence the threads.
 */
async function readStat(pid: number): Promise<{ readonly state: string; readonly threads: number; readonly start: string } | undefined> {
  const text = await readText(`/proc/${pid}/stat`)
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [state, threads, start] = [fields[0], fields[17], fields[19]]
  return state === undefined || start === undefined ? undefined : { state, threads: Number(threads), start }
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '')
}

function shorten(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}
