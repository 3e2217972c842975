export { findArchives } from './cli/find-archives.js'
export { runCommandLine } from './cli/command-line.js'
export type { CommandIo } from './cli/command-io.js'
