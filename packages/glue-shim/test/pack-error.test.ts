import {
  ArchiveError,
  BridgeDownstreamError,
  CoercionError,
  DocumentParseError,
  LedgerError,
  OptionError,
  RegistryError,
  SchemaConflictError,
  SchemaError,
  StoreError,
  WorkerError,
} from '@bridge-downstream/core'
import { expect, test } from 'vitest'
import { packError, unpackError } from '../src/workers/pack-error.js'

const send = (error: unknown): Error => unpackError(structuredClone(packError(error)))

const fieldsOf = (error: Error): Record<string, unknown> =>
  Object.fromEntries(Object.getOwnPropertyNames(error).map((name) => [name, Reflect.get(error, name)]))

const CLASSES = [
  ArchiveError,
  BridgeDownstreamError,
  CoercionError,
  DocumentParseError,
  LedgerError,
  OptionError,
  RegistryError,
  SchemaConflictError,
  SchemaError,
  StoreError,
  WorkerError,
]

test.each(CLASSES)('$name crosses threads with class, code, place, hint and message', (Class) => {
  const error = new Class('It is broken', { code: 'broken', archive: 'a.zip', entry: 'b.json', line: 3, hint: 'Mend it.' })
  const sent = send(error)
  expect(sent).toBeInstanceOf(Class)
  expect(fieldsOf(sent)).toEqual(fieldsOf(error))
})

test.each([true, false])('whether a call may be made again: %s', (retryable) => {
  expect(send(new StoreError('Slow down', { code: 'unavailable', key: 'k', retryable }))).toMatchObject({ retryable })
  expect(send(new SchemaError('Not there', { code: 'schema-unreachable', retryable }))).toMatchObject({ retryable })
})

test('causes of our own and of the system come along; the message of any other, which may hold a value, does not', () => {
  const full = Object.assign(new Error('ENOSPC: no space, write "SECRET"'), { code: 'ENOSPC', syscall: 'write' })
  const stored = send(new StoreError('The file system refused write', { code: 'unavailable', cause: full }))
  expect(stored.cause).toMatchObject({ code: 'ENOSPC', message: 'ENOSPC' })
  const parsed = new DocumentParseError('No JSON', { code: 'bad-json', cause: new SyntaxError('Unexpected "SECRET"') })
  const sent = send(new ArchiveError('An entry is bad', { code: 'bad-entry', cause: parsed }))
  expect(sent.cause).toBeInstanceOf(DocumentParseError)
  expect((sent.cause as Error).cause).toBeUndefined()
})

test('a defect keeps its name, message and stack', () => {
  const error = new TypeError('x is not a function')
  expect(send(error)).toMatchObject({ name: 'TypeError', message: error.message, stack: error.stack })
})
