/** What the actors and the tests that start them agree on. */
export const RACE_ROUNDS = 25;
export const STAGE_FOLDER = 'default/nightly/.staging/export-1';

/** The byte at an offset of the file that all appending actors download. */
export function fileByte(offset: number): number {
  return (offset * 31 + (offset >> 8)) & 0xff;
}
