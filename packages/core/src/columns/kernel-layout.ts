/*
 * Where things stand in the memory that the kernel and JavaScript share: offsets in bytes within records, all little-endian words of 32 bits
 * where nothing else is said; no record is at address 0. Read by both languages.
 */

// A column of the open row group, as far as its values are staged.
/** Address of the values: 8 bytes each, or 1 for booleans. Those of texts are address and length. */
export const COLUMN_VALUES = 0
/** Address of a bit for each row, good where {@link COLUMN_IS_SPARSE}. */
export const COLUMN_BITS = 4
/** Values so far. */
export const COLUMN_COUNT = 8
/** 1 if a row before the last value has none: bits say which. Otherwise the first rows have values. */
export const COLUMN_IS_SPARSE = 12
/** UTF-8 bytes of the staged texts. */
export const COLUMN_TEXT_BYTES = 16
/** Rows that there is room for. */
export const COLUMN_ROOM = 20
/** 1 for texts. */
export const COLUMN_IS_TEXT = 24
export const COLUMN_SIZE = 28

// A table.
export const TABLE_ROWS = 0
/** Of them, those that were there when the document began. */
export const TABLE_ROWS_BEFORE = 4
/** Rows that there is room for; documents pause at half of them. */
export const TABLE_ROOM = 8
/** Arrays or maps of the table in the document so far. */
export const TABLE_ARRAYS = 12
/** Index of the open element. */
export const TABLE_AT = 16
/** Column of ids. */
export const TABLE_IDS = 20
/** Column of indexes or of keys. */
export const TABLE_BESIDE = 24
/** Node of an element. */
export const TABLE_ELEMENT = 28
/** Its columns are these records, one after the other. */
export const TABLE_COLUMNS = 32
export const TABLE_COLUMN_COUNT = 36
export const TABLE_SIZE = 40

// A place of a row's value. What is 0 is not expected there.
export const NODE_FLAGS = 0
export const NODE_DOUBLE = 4
export const NODE_INTEGER = 8
export const NODE_TEXT = 12
export const NODE_BOOLEAN = 16
export const NODE_OBJECT = 20
export const NODE_ARRAY = 24
export const NODE_MAP = 28
/** Where its nulls are counted, or -1. */
export const NODE_NULL_COUNTER = 32
/** Its place in the list that JavaScript keeps. */
export const NODE_ORDINAL = 36
/** Formats that every text must have, a bit for each. */
export const NODE_FORMATS = 40
export const NODE_SIZE = 44

export const MAY_BE_NULL = 1
/** Null leaves the columns empty, and nothing else has to be said. */
export const NULL_IS_EMPTY = 2
/** An object that leaves no trace is what empty columns mean. */
export const TRACELESS = 4

export const FORMAT_DATE = 1
export const FORMAT_DATE_TIME = 2
export const FORMAT_TIME = 4
export const FORMAT_URI = 8
export const FORMAT_UUID = 16

// An object.
export const OBJECT_FIRST = 0
/** Its fields are these records, one after the other. */
export const OBJECT_FIELDS = 4
export const OBJECT_FIELD_COUNT = 8
/** Fields whose absence matters, in the order in which it is said. */
export const OBJECT_MISSING = 12
export const OBJECT_MISSING_COUNT = 16
export const OBJECT_SIZE = 20

/** 64 bits: the key in its quotes as JSON text, as far as it goes. */
export const FIELD_START = 0
/** 64 bits: ones for the bytes of the key. */
export const FIELD_MASK = 8
/** Address of the key in its quotes. */
export const FIELD_KEY = 16
export const FIELD_KEY_LENGTH = 20
export const FIELD_NODE = 24
/** The field that usually comes next. */
export const FIELD_FOLLOWER = 28
/** 64 bits: the last object that had it. */
export const FIELD_SEEN = 32
export const FIELD_SIZE = 40

export const MISSING_FIELD = 0
/** A counter, or one of the following. */
export const MISSING_MEANS = 4
export const MISSING_SIZE = 8
/** The absence is unexpected. */
export const UNEXPECTED_ABSENCE = -1
/** The absence is told of. */
export const TOLD_ABSENCE = -2

// An array or map.
export const LIST_IDS = 0
export const LIST_TABLE = 4
export const LIST_SIZE = 8

// A distinct text of a column. They stand one after the other, at multiples of 8.
export const ENTRY_LENGTH = 0
export const ENTRY_COLUMN = 4
/** Its code in the column's list, or -1 where JavaScript has to say it. */
export const ENTRY_CODE = 8
export const ENTRY_SLOT = 12
export const ENTRY_TEXT = 16

/** What may be read after the end of the documents. */
export const SPARE_BYTES = 64
// Why documents are not read on.
/** Something else than a document stands there, or the end. */
export const ENDED = 0
/** The document is unusual, or does not end. */
export const LEFT = 1
/** A table has no room for the rows of the document. */
export const NO_ROOM = 2
/** Rows should be taken away before the next document. */
export const PAUSED = 3

/** What the residue is told of a node. */
export const RESIDUE_ABSENT = 0
export const RESIDUE_NULL = 1
export const RESIDUE_EMPTY = 2
