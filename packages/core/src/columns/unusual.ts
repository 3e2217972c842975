/** Thrown, always the same one, where a document is left to the reference road: at a fault, and at what is rare. It never leaves this folder. */
export const UNUSUAL: Error = new Error('This document is for the reference road')

export function unusual(): never {
  throw UNUSUAL
}
