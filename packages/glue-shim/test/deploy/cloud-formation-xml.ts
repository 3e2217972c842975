/** A value as the query protocol writes it: lists are `member` elements. */
export type XmlValue = string | number | boolean | undefined | readonly XmlValue[] | { readonly [name: string]: XmlValue }

export function toXml(value: XmlValue): string {
  if (value === undefined) return ''
  if (Array.isArray(value)) return value.map((element: XmlValue) => `<member>${toXml(element)}</member>`).join('')
  if (typeof value === 'object') {
    return Object.entries(value as { readonly [name: string]: XmlValue })
      .filter(([, inner]) => inner !== undefined)
      .map(([name, inner]) => `<${name}>${toXml(inner)}</${name}>`)
      .join('')
  }
  return String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** The list that a form writes as `Parameters.member.1.ParameterKey` and so on. */
export function readList(form: URLSearchParams, name: string): readonly Readonly<Record<string, string>>[] {
  const list: Record<string, string>[] = []
  for (const [key, value] of form) {
    const [, position, field] = new RegExp(String.raw`^${name}\.member\.(\d+)\.(\w+)$`).exec(key) ?? []
    if (position === undefined || field === undefined) continue
    list[Number(position) - 1] = { ...list[Number(position) - 1], [field]: value }
  }
  return list
}
