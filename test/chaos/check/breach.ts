/** A promise of docs/reliability.md that did not hold, and how that shows. */
export interface Breach {
  readonly promise: string;
  readonly what: string;
}
