/** The number that a text of digits means, as JavaScript has it. */
export declare function decimal(start: usize, end: usize): f64

/** 1 if a text has the formats that are expected of a node, else 0. */
export declare function hasFormats(node: i32, start: usize, end: usize): i32

/** Note in the residue what no column says. @returns 0 where that is for the reference road. */
export declare function residue(document: i32, node: i32, what: i32): i32
