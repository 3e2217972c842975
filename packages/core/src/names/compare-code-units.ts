/** The order of names everywhere: by UTF-16 code unit, as JavaScript's `<` has it. No locale. */
export function compareCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
