let isAllowed: boolean | undefined

/** Whether the platform makes code from text at run time. A strict content security policy forbids it, and so may Node. */
export function canGenerateCode(): boolean {
  if (isAllowed === undefined) {
    try {
      // oxlint-disable-next-line typescript/no-implied-eval -- a constant text
      isAllowed = (new Function('return true') as () => boolean)()
    } catch {
      isAllowed = false
    }
  }
  return isAllowed
}
