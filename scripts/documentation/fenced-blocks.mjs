/**
 * The fenced code blocks of a Markdown text, in their order.
 *
 * @returns `{language, title, text, line}`; `title` is that of an info string such as `ts title=main.ts`, `line` that of the fence, from 1.
 *   A block in a list is indented as a whole; `text` is without that.
 */
export function fencedBlocks(markdown) {
  const blocks = []
  let open
  for (const [index, line] of markdown.split(/\r?\n/).entries()) {
    const [, indent, fence, info] = /^( *)(`{3,})(.*)$/.exec(line) ?? []
    if (open && fence === open.fence && info === '') {
      blocks.push({ ...open.block, text: [...open.lines, ''].join('\n') })
      open = undefined
    } else if (open) open.lines.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line.trimStart())
    else if (fence !== undefined) {
      const [language = '', ...words] = info.trim().split(/\s+/)
      const title = words.find((word) => word.startsWith('title='))?.slice('title='.length)
      open = { fence, indent, lines: [], block: { language, title, line: index + 1 } }
    }
  }
  if (open) throw new Error(`The code block of line ${open.block.line} has no end`)
  return blocks
}
