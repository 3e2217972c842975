/**
 * What we refuse in the ZIP corpora: the code for the archive, or one for each entry in our order (`none` if it is read).
 * All entries of archives that are not listed are read.
 */
export const REFUSALS: ReadonlyMap<string, readonly string[]> = new Map([
  ['zip-go/symlink.zip', ['symlink']],
  ['zip-go/test-badbase.zip', ['bad-zip']],
  ['zip-go/test-baddirsz.zip', ['bad-zip']],
  ['zip-json-hostile/bad-crc.zip', ['damaged-entry', 'none', 'none']],
  ['zip-json-hostile/encrypted-flag.zip', ['encrypted-entry', 'none', 'none']],
  ['zip-json-hostile/ratio-100MB.zip', ['suspicious-ratio']],
  ['zip-json-hostile/traversal-up.zip', ['unsafe-path']],
  [
    'zip-yauzl/failure/End of central directory record signature not found Either not a zip file or file is truncated.zip',
    ['truncated-archive'],
  ],
  ['zip-yauzl/failure/absolute path C xt.zip', ['unsafe-path', 'none']],
  ['zip-yauzl/failure/absolute path atxt.zip', ['unsafe-path', 'none']],
  ['zip-yauzl/failure/compressed uncompressed size mismatch for stored file 2147483647 5.zip', ['damaged-entry', 'none']],
  ['zip-yauzl/failure/extra field length exceeds extra field buffer size.zip', ['bad-zip']],
  ['zip-yauzl/failure/file data overflows file bounds 63 2147483647 308.zip', ['entry-too-large', 'none']],
  ['zip-yauzl/failure/invalid central directory file header signature 0x1014b50.zip', ['bad-zip']],
  ['zip-yauzl/failure/invalid characters in fileName a txt.zip', ['unsafe-path', 'none']],
  ['zip-yauzl/failure/invalid code lengths set.zip', ['damaged-entry']],
  ['zip-yauzl/failure/invalid local file header signature 0x3034b50.zip', ['none', 'damaged-entry']],
  ['zip-yauzl/failure/invalid relative path xt.zip', ['unsafe-path', 'none']],
  ['zip-yauzl/failure/invalid zip64 end of central directory record signature.zip', ['bad-zip']],
  ['zip-yauzl/failure/multi-disk zip files are not supported found disk number 1.zip', ['multi-disk']],
  ['zip-yauzl/failure/not enough bytes in the stream expected 2048576 got only 1000000.zip', ['suspicious-ratio']],
  ['zip-yauzl/failure/strong encryption is not supported.zip', ['encrypted-entry']],
  ['zip-yauzl/failure/too many bytes in the stream expected 82496 got at least 98304.zip', ['damaged-entry']],
  ['zip-yauzl/failure/too many length or distance symbols.zip', ['damaged-entry']],
  ['zip-yauzl/failure/unexpected EOF.zip', ['entry-too-large']],
  ['zip-yauzl/failure/unsupported compression method 1.zip', ['none', 'unsupported-method']],
  ['zip-yauzl/failure/zip64 extended information extra field does not include compressed size.zip', ['bad-zip']],
  ['zip-yauzl/failure/zip64 extended information extra field does not include relative header offset.zip', ['bad-zip']],
  ['zip-yauzl/failure/zip64 extended information extra field does not include uncompressed size.zip', ['bad-zip']],
  ['zip-yauzl/wrong-entry-sizes/wrong-entry-sizes.zip', ['damaged-entry', 'damaged-entry', 'damaged-entry']],
  ['zip-yauzl/success/bogus-compression-method.zip', ['unsupported-method']],
  ['zip-yauzl/success/sloppy-filenames.zip', ['unsafe-path', 'none']],
  ['zip-yauzl/success/traditional-encryption-and-compression.zip', ['encrypted-entry']],
  ['zip-yauzl/success/traditional-encryption-and-compression_deprecated.zip', ['encrypted-entry']],
  ['zip-yauzl/success/traditional-encryption.zip', ['encrypted-entry']],
  ['zip-yauzl/success/traditional-encryption_deprecated.zip', ['encrypted-entry']],
])

/** Archives that Python's zipfile judges differently, and why we do not follow it. */
export const DIFFERENCES: ReadonlyMap<string, string> = new Map([
  ['zip-go/symlink.zip', 'stricter: a symbolic link is no document'],
  ['zip-go/test-badbase.zip', 'stricter: the directory size hides an entry; zipfile drops it without a word, and fails on the other'],
  ['zip-json-hostile/traversal-up.zip', 'stricter: a path that leads upwards'],
  [
    'zip-yauzl/failure/End of central directory record signature not found Either not a zip file or file is truncated_1.zip',
    'laxer: 0 bytes are a plain file, for the caller to judge',
  ],
  [
    'zip-yauzl/failure/compressed uncompressed size mismatch for stored file 2147483647 5.zip',
    'stricter: a stored entry with two different sizes',
  ],
  ['zip-yauzl/failure/multi-disk zip files are not supported found disk number 1.zip', 'stricter: one part of several'],
  [
    'zip-yauzl/failure/not enough bytes in the stream expected 2048576 got only 1000000.zip',
    'stricter: it declares more than it holds, and too much for its ratio',
  ],
  ['zip-yauzl/success/unicode-path-extra-field.zip', 'laxer: zipfile stumbles over Unicode path fields that are to be ignored'],
])
