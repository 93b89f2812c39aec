/** What a call is called in errors, and what ends it early. */
export interface Call {
  /** See `MarketoErrorFacts.operation`. */
  readonly operation: string;
  readonly signal?: AbortSignal | undefined;
}
