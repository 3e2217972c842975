export declare function findDifference(shown: string, printed: string): string | undefined
