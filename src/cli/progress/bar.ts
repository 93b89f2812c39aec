const FULL = '█';
const EMPTY = '░';

/** `█████░░░░░` for a share of 0 to 1; more or less than that is cut. */
export function bar(share: number, width: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * width);
  return FULL.repeat(filled) + EMPTY.repeat(width - filled);
}
