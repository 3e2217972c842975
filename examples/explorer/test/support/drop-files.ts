import type { Locator, Page } from 'playwright-core'

export interface DroppedFile {
  readonly name: string
  readonly bytes: Uint8Array
}

export type InputName = 'First input' | 'Second input'

export function inputCard(page: Page, input: InputName): Locator {
  return page.getByRole('region', { name: input, exact: true })
}

/** Drop files on one of the page's inputs, as a hand would. */
export async function dropFiles(page: Page, input: InputName, files: readonly DroppedFile[]): Promise<void> {
  const encoded = files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString('base64') }))
  const dataTransfer = await page.evaluateHandle((given) => {
    const transfer = new DataTransfer()
    for (const { name, base64 } of given) {
      transfer.items.add(new File([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], name))
    }
    return transfer
  }, encoded)
  const card = inputCard(page, input)
  await card.dispatchEvent('dragover', { dataTransfer })
  await card.dispatchEvent('drop', { dataTransfer })
}
