// Stands in bundles for @smithy/core/event-streams: no operation that functions use has a stream of events.
const leftOut = (): never => {
  throw new Error('Event streams are not in this bundle')
}

export const EventStreamSerde: () => never = leftOut
export const eventStreamSerdeProvider: () => never = leftOut

/** Asked for by each client of S3 that is made. */
export function resolveEventStreamSerdeConfig<T extends object>(config: T): T & { readonly eventStreamMarshaller: () => never } {
  return { ...config, eventStreamMarshaller: leftOut }
}
