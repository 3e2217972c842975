/** The last segment of a path or key, whichever slash it is written with; the whole name where there is none. */
export function baseName(name: string): string {
  return name.split(/[/\\]/).findLast((segment) => segment !== '') ?? name
}
