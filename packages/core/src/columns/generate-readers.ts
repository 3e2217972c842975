import type { DocumentReader, ReadDocuments } from './document-reader.js'
import { generatedScalars } from './generated-scalars.js'
import type { ReadContainer, ScanList, ScanNode, ScanObject, ScanTable } from './scan-plan.js'
import { unusual } from './unusual.js'
import { POWERS } from './value-reader.js'

/** Objects with more fields are looked through by the interpreter, which looks a key up. */
const MOST_FIELDS = 64
const BITS = 31
const NULL = 0x6c6c756e
const CHECKED_ROWS_MASK = 255

/**
 * Lets the containers of a plan be read by code that was made for them: keys are compared as words, in the order in which they usually come. The code
 * is made for one memory too, whose place and length are constants in it then.
 */
export class GeneratedReaders {
  readonly #reader: DocumentReader
  readonly #source = new ReaderSource()
  #bytes: Uint8Array | undefined

  constructor(reader: DocumentReader) {
    this.#reader = reader
    this.#source.addTable(reader.plan.root)
  }

  /** Make the code for the memory that the reader reads from, unless it is made. */
  bind(): void {
    if (this.#bytes === this.#reader.bytes) return
    this.#bytes = this.#reader.bytes
    this.#source.install(this.#reader)
  }
}

/** The code of all containers of a plan. Objects of the plan are handed in by name; nothing but whole numbers of it stands in the text. */
class ReaderSource {
  readonly #functions: string[] = []
  readonly #constants = new Map<unknown, string>()
  readonly #installed: { readonly target: { read: ReadContainer }; readonly name: string }[] = []

  addTable(table: ScanTable): void {
    this.#node(table.element)
  }

  install(reader: DocumentReader): void {
    const documents = this.#documents(reader)
    const readers = this.#installed.map(({ name }) => name).join(',')
    const body = `'use strict'\n${generatedScalars()}\n${this.#functions.join('\n')}\nreturn {documents:${documents},readers:[${readers}]}`
    const made = makeFunction(['R', 'b', 'v', 'C', 'POWERS', 'unusual', ...this.#constants.values()], body)(
      reader,
      reader.bytes,
      reader.view,
      reader.counts,
      POWERS,
      unusual,
      ...this.#constants.keys(),
    ) as { readonly documents: ReadDocuments | undefined; readonly readers: readonly ReadContainer[] }
    for (const [i, { target }] of this.#installed.entries()) target.read = made.readers[i]!
    reader.documents = made.documents
  }

  /** Code that reads documents that are objects, one after the other. It does what the scanner does with each. */
  #documents({ plan, target }: DocumentReader): string {
    const { object } = plan.root.element
    const root = this.#installed.find((installed) => installed.target === object)
    if (!root) return 'undefined'
    const flattener = this.#name(target)
    return `function(p,end,origin,inArray){
R.cells=R.others=R.wholeCells=0
while(p<end&&b[p]===123){
R.at=p
${target.tables.map((table) => `${this.#name(table)}.enter()`).join('\n')}
p=${root.name}(p+1,${flattener}.beginOriginRow(${this.#name(plan.root.rows)}))
${flattener}.end()
R.wholeCells=R.cells;origin.position++
if(b[p]<=32)p=space(p)
if(inArray){if(b[p]!==44)return p;const next=space(p+1);if(b[next]!==123)return p;p=next}}
return p}`
  }

  /** Code that reads the value of a place: from `p`, in row `r`, with `c` for a byte. */
  #node(node: ScanNode): string {
    const branches: string[] = []
    if (node.text) {
      const read = `text(p+1,${this.#name(node.text)},r)`
      const { hasFormats } = node
      branches.push(
        hasFormats ? `if(c===34){const t=p+1;p=${read};if(!${this.#name(hasFormats)}(b,t,p-1))unusual()}` : `if(c===34)p=${read}`,
      )
    }
    const number = node.number ? 'number' : 'integer'
    const cells = node[number]
    if (cells) branches.push(`if((c<58&&c>=48)||c===45)p=${number}(p,${this.#name(cells)},r)`)
    const { object, map, array } = node
    if (object) branches.push(`if(c===123)p=${this.#object(object)}`)
    else if (map) branches.push(`if(c===123)p=${this.#map(map)}`)
    if (array) branches.push(`if(c===91)p=${this.#array(array)}`)
    if (node.boolean) branches.push(`if(c===116||c===102)p=boolean(p,${this.#name(node.boolean)},r)`)
    if (node.nullIsEmpty && node.mayBeNull) {
      const count = node.nullCounter < 0 ? '' : `C[${node.nullCounter}]+=R.step;`
      branches.push(`if(c===110&&v.getInt32(p,true)===${NULL}){${count}p+=4}`)
    }
    return `c=b[p];${[...branches, `p=R.value(p,${this.#name(node)},r)`].join('\nelse ')}\n`
  }

  /** @returns code that calls the reader. */
  #object(object: ScanObject): string {
    const { fields, node, notAbsent, required, counted } = object
    const values = fields.map((field) => this.#node(field.node))
    if (fields.length > MOST_FIELDS) return `${this.#name(object)}.read(p+1,r)`
    const seen = Array.from({ length: Math.ceil(fields.length / BITS) }, (_, i) => `s${i}`)
    const bitOf = (place: number): readonly [variable: string, bit: number] => [`s${Math.floor(place / BITS)}`, 1 << (place % BITS)]
    const order = [...new Set([...object.order, ...fields.keys()])]
    const members = order.map((place) => {
      const { bytes } = fields[place]!
      const [variable, bit] = bitOf(place)
      return `if(${compareKey(bytes)}){
if(${variable}&${bit})unusual()
${variable}|=${bit};p+=${bytes.length};if(b[p]===58&&b[p+1]>32)p++;else p=colon(p)
${values[place]}if(b[p]<=32)p=space(p)
if(b[p]!==44){if(b[p]===125){p++;break}unusual()}
p++;if(b[p]<=32)p=space(p)
w=v.getInt32(p,true)}`
    })
    const ifAbsent = (place: number, then: string): string => {
      const [variable, bit] = bitOf(place)
      return `if(!(${variable}&${bit}))${then}`
    }
    const absent = [
      ...required.map((place) => ifAbsent(place, 'unusual()')),
      ...counted.map(({ place, counter }) => ifAbsent(place, `C[${counter}]+=R.step`)),
      ...notAbsent.map((place) => ifAbsent(place, `R.absent(${this.#name(object)},${place})`)),
    ]
    return this.#function(
      object,
      `let c=0,w=0${seen.map((variable) => `,${variable}=0`).join('')}
const t=R.cells+R.others
if(b[p]<=32)p=space(p)
if(b[p]===125)p++
else for(;;){const from=p;w=v.getInt32(p,true)
${members.join('\n')}
if(p===from)unusual()}
${absent.join('\n')}
${node.traceless ? '' : `if(R.cells+R.others===t)R.residue(${this.#name(node)},'{}')`}
return p`,
    )
  }

  #array(list: ScanList): string {
    const { table } = list
    const value = this.#node(table.element)
    const rows = this.#name(table.rows)
    return this.#function(
      list,
      `let c=0,i=0
const d=R.link(${this.#name(list)},r),u=d.upper,l=d.lower
if(b[p]<=32)p=space(p)
if(b[p]===93)return p+1
for(;;){r=${rows}.rows;if(r===${table.rows.limit}||(r&${CHECKED_ROWS_MASK})===0)r=R.beginChecked(${rows});else ${rows}.rows=r+1
${this.#name(table.ids)}.pushWords(r,u,l);${this.#name(table.indexes)}.pushWords(r,0,i);${this.#name(table)}.at=i++
${value}if(b[p]<=32)p=space(p)
if(b[p]===44){p++;if(b[p]<=32)p=space(p);continue}
if(b[p]===93)return p+1
unusual()}`,
    )
  }

  /** Maps are left to the interpreter, but not what is in them. */
  #map(map: ScanList): string {
    this.#node(map.table.element)
    return `${this.#name(map)}.read(p+1,r)`
  }

  #function(target: { read: ReadContainer }, body: string): string {
    const name = `f${this.#functions.length}`
    this.#functions.push(`function ${name}(p,r){${body}}`)
    this.#installed.push({ target, name })
    return `${name}(p+1,r)`
  }

  #name(constant: unknown): string {
    let name = this.#constants.get(constant)
    if (name === undefined) this.#constants.set(constant, (name = `k${this.#constants.size}`))
    return name
  }
}

/** A condition: the key stands at `p`, whose first word is `w`. What a word may read after a short key is masked. */
function compareKey(key: Uint8Array): string {
  const word = (at: number): number => key[at]! | (key[at + 1]! << 8) | ((key[at + 2] ?? 0) << 16) | ((key[at + 3] ?? 0) << 24)
  if (key.length < 4) return `(w&${(1 << (key.length * 8)) - 1})===${word(0)}`
  const conditions = [`w===${word(0)}`]
  let at = 4
  for (; at + 4 <= key.length; at += 4) conditions.push(`v.getInt32(p+${at},true)===${word(at)}`)
  if (at < key.length) conditions.push(`v.getInt32(p+${key.length - 4},true)===${word(key.length - 4)}`)
  return conditions.join('&&')
}

function makeFunction(names: readonly string[], body: string): (...values: readonly unknown[]) => unknown {
  // oxlint-disable-next-line typescript/no-implied-eval -- the text holds numbers of the plan and no text of it
  return new Function(...names, body) as (...values: readonly unknown[]) => unknown
}
