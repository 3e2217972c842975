/** Give up the body of an object that is not to be read: left alone, it holds its file or connection open. */
export async function releaseBody(body: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of body) break
}
