import type { RowGroup } from 'hyparquet'

/**
 * Row groups that are brought into another form one at a time, whenever they are looked at: hyparquet-writer 0.17 makes a tree of objects of a
 * whole footer first, and looks at a list twice, for the type of its elements and to write them.
 */
export class RowGroupList extends Array<RowGroup> {
  /** What is given can be iterated, and has a length. */
  override map<T>(convert: (rowGroup: RowGroup, index: number, all: RowGroup[]) => T): T[] {
    const converted: T[] = []
    converted.length = this.length
    const first = this.length > 0 ? convert(this[0]!, 0, this) : undefined
    const each = (i: number): T => (i === 0 ? first! : convert(this[i]!, i, this))
    const { length } = this
    Object.defineProperty(converted, Symbol.iterator, {
      *value(): Generator<T, void, undefined> {
        for (let i = 0; i < length; i++) yield each(i)
      },
    })
    return converted
  }
}
