/** The operations of the emulated API, and `unknown` for any other URL. */
export const operations = [
  'identity',
  'create',
  'enqueue',
  'status',
  'file',
  'cancel',
  'list',
  'types',
  'leadActivities',
  'pagingToken',
  'deletedLeads',
  'describeLeads',
  'stats',
  'unknown',
] as const;

export type Operation = (typeof operations)[number];

/** One call as the emulator saw and answered it. */
export interface LoggedCall {
  readonly number: number;
  /** Emulator time, ISO-8601. */
  readonly at: string;
  readonly operation: Operation;
  readonly method: string;
  readonly path: string;
  exportId: string | null;
  user: string | null;
  /** HTTP status; null when the connection was cut without an answer. */
  httpStatus: number | null;
  /** First code of `errors`; null when there is none. */
  errorCode: string | null;
  /** The work was done: also true for an answer that was then dropped. */
  accepted: boolean;
  readonly requestedRange: string | null;
  /** First byte of the file that was sent, and how many body bytes left. */
  sentFromByte: number | null;
  sentBytes: number;
  /** The connection ended before the answer did, by a fault or by the client. */
  cut: boolean;
  /** How the token came. */
  readonly tokenBy: 'header' | 'query' | 'none';
  /** Kinds of the fault effects that were applied. */
  faults: readonly string[];
}

/** All calls since the start, up to a bound that keeps a soak test from growing. */
export class CallLog {
  readonly #calls: LoggedCall[] = [];
  readonly #most: number;
  #count = 0;

  constructor(most = 100_000) {
    this.#most = most;
  }

  open(
    call: Pick<LoggedCall, 'at' | 'operation' | 'method' | 'path' | 'requestedRange' | 'tokenBy'>,
  ): LoggedCall {
    this.#count += 1;
    const entry: LoggedCall = {
      number: this.#count,
      ...call,
      exportId: null,
      user: null,
      httpStatus: null,
      errorCode: null,
      accepted: false,
      sentFromByte: null,
      sentBytes: 0,
      cut: false,
      faults: [],
    };
    this.#calls.push(entry);
    if (this.#calls.length > this.#most) this.#calls.shift();
    return entry;
  }

  /** A copy, oldest first. */
  calls(): LoggedCall[] {
    return this.#calls.map((call) => ({ ...call }));
  }
}
