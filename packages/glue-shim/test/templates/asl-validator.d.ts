/** What the package, which is CommonJS without types of its own, gives as its default export. */
declare module 'asl-validator' {
  interface AslReport {
    readonly isValid: boolean
    readonly errors: readonly unknown[]
  }
  const validate: (definition: Readonly<Record<string, unknown>>) => AslReport
  export default validate
}
