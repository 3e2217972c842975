import type { DocumentReader } from './document-reader.js'

export function canGenerateCode(): boolean {
  return false
}

export function generateReaders(reader: DocumentReader): void {
  void reader
}
