export interface FencedBlock {
  readonly language: string
  readonly title: string | undefined
  readonly text: string
  readonly line: number
}
export declare function fencedBlocks(markdown: string): FencedBlock[]
