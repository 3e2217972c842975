/** Signatures and fixed sizes of the records in a ZIP file. @see APPNOTE.TXT 6.3.10, section 4.3 */
export const LOCAL_HEADER = 0x04034b50
export const CENTRAL_HEADER = 0x02014b50
export const END_RECORD = 0x06054b50
export const ZIP64_END_RECORD = 0x06064b50
export const ZIP64_LOCATOR = 0x07064b50

export const LOCAL_HEADER_BYTES = 30
export const CENTRAL_HEADER_BYTES = 46
export const END_RECORD_BYTES = 22
export const ZIP64_END_RECORD_BYTES = 56
export const ZIP64_LOCATOR_BYTES = 20

/** In a field of 16 or of 32 bits: the value stands in the ZIP64 record or extra field. */
export const IN_ZIP64_16 = 0xffff
export const IN_ZIP64_32 = 0xffff_ffff

/** A view of exactly these bytes, wherever in their buffer they lie. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Whether `signature` stands at `offset`; false outside of the bytes. */
export function hasSignature(view: DataView, offset: number, signature: number): boolean {
  return offset >= 0 && offset + 4 <= view.byteLength && view.getUint32(offset, true) === signature
}

/** An unsigned 64-bit number; above 2^53 it loses its last digits, and is larger than any file all the same. */
export function getUint64(view: DataView, offset: number): number {
  return Number(view.getBigUint64(offset, true))
}
