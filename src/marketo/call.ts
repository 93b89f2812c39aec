/** What a call is called in errors, and what ends it early. */
export interface Call {
  /** See `MarketoErrorFacts.operation`. */
  readonly operation: string;
  readonly signal?: AbortSignal | undefined;
  /** Once sent it runs to its end, whatever the signal says: its work may be done, and the answer tells which. */
  readonly finishesOnceSent?: boolean;
}
