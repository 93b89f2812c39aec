/** What the actors and the tests that start them agree on. */
export const STAGE_FOLDER = 'default/nightly/.staging/export-1';

/** How much the actors do at a time. */
export interface Scene {
  readonly rounds: number;
  /** Bytes that are appended at once. */
  readonly chunkBytes: number;
  /** Of a part of an upload; where the store has such. */
  readonly partBytes: number;
}

/** The byte at an offset of the file that all appending actors download. */
export function fileByte(offset: number): number {
  return (offset * 31 + (offset >> 8)) & 0xff;
}
