import type { DataType, Field, NamedField, Schema } from '../schema/schema.js'

/** A schema whose field names are plain words, and the way back. */
export interface MaskedSchema {
  readonly schema: Schema
  /** Put the names back into a text, each in the spelling that `spell` gives it. */
  unmask(text: string, spell: (name: string) => string): string
}

/**
 * Replace every field's name by a plain word. Tools that walk a JSON Schema as a plain object stumble over names such as `__proto__`, `$ref`
 * or a lone surrogate (json-schema-to-typescript 16 fails on the last).
 */
export function maskNames(schema: Schema): MaskedSchema {
  const names: string[] = []
  const maskField = <F extends Field>(field: F): F => ({ ...field, types: field.types.map(maskType) })
  const maskNamed = (field: NamedField): NamedField => {
    // Where such a field is absent, the object has the inherited one: no narrower type would be true.
    const inherited = field.optional && field.name in Object.prototype
    return { ...(inherited ? { ...field, types: [], nullable: false } : maskField(field)), name: `field_${names.push(field.name) - 1}_` }
  }
  const maskType = (type: DataType): DataType => {
    switch (type.kind) {
      case 'object':
        return { ...type, fields: type.fields.map(maskNamed) }
      case 'map':
        return { ...type, values: maskField(type.values), keys: null }
      case 'array':
        return { ...type, items: maskField(type.items) }
      default:
        return type
    }
  }
  return {
    schema: { ...schema, root: maskField(schema.root) },
    unmask: (text, spell) => text.replaceAll(/\bfield_(\d+)_/g, (_, number: string) => spell(names[Number(number)]!)),
  }
}
