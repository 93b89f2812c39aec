/** What the rest of the program knows of Marketo: the seam. The only implementation is `client.ts`. */
import type { JobState } from '../domain/job-state.ts';

/** Body of `POST /bulk/v1/activities/export/create.json` (contract §2.2). Members that are absent are not sent. */
export interface CreateExportBody {
  readonly filter: {
    readonly createdAt: { readonly startAt: string; readonly endAt: string };
    readonly activityTypeIds?: readonly number[];
    readonly primaryAttributeValueIds?: readonly number[];
    readonly primaryAttributeValues?: readonly string[];
  };
  readonly fields?: readonly string[];
  readonly format?: 'CSV' | 'TSV' | 'SSV';
  readonly columnHeaderNames?: Readonly<Record<string, string>>;
}

/** A bulk export job as Marketo reports it (contract §2.3), spelling and absences evened out. */
export interface ExportJob {
  readonly exportId: string;
  readonly state: JobState;
  /** Marketo's own word for the state, made fit for logs. */
  readonly stateText: string;
  readonly format?: string;
  /** Instants as `YYYY-MM-DDThh:mm:ssZ`, whatever offset Marketo used. */
  readonly createdAt?: string;
  readonly queuedAt?: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly numberOfRecords?: number;
  /** Bytes. Absent also where Marketo says 0 beside records. */
  readonly fileSize?: number;
  /** Lower-case hex without the `sha256:` prefix; absent on old jobs. */
  readonly sha256?: string;
  /** Marketo's words on one line, without e-mail addresses and URL queries. */
  readonly errorMsg?: string;
}

/** An answer together with Marketo's clock: the HTTP `Date` of that answer, else the local clock. */
export interface Answer<T> {
  readonly value: T;
  /** Epoch milliseconds. */
  readonly serverTimeMs: number;
}

/** One answer of the file call: a stretch of the file, not yet read. */
export interface FileStretch {
  /** First byte of `body` in the file, 0-based. 0 when Marketo ignored the range and sent the whole file. */
  readonly start: number;
  /** Size of the whole file in bytes, when the answer told it. */
  readonly totalBytes?: number;
  /**
   * A chunk may be overwritten when the next one is asked for. Throws `MarketoError` on a cut, stalled, too slow or too short body.
   * Leaving the iteration early closes the connection.
   */
  readonly body: AsyncIterable<Uint8Array>;
}

/** An element of `types.json` (contract §5). */
export interface ActivityType {
  readonly id: number;
  readonly name: string;
  readonly apiName?: string;
  readonly primaryAttribute?: { readonly name: string; readonly dataType: string };
  readonly attributes: readonly { readonly name: string; readonly dataType: string }[];
}

/** What identity says of the token in use, without the token. */
export interface TokenReading {
  /** Of its hour; the next one is handed out when it is over. */
  readonly remainingMs: number;
  /** Marketo's clock, epoch milliseconds and whole seconds; absent when the answer carried no `Date`. */
  readonly serverTimeMs?: number;
}

/** API calls of all programs of the subscription today, Marketo's day. Exports are counted apart from them. */
export interface ApiUsage {
  /** `YYYY-MM-DD` */
  readonly date: string;
  readonly calls: number;
}

export interface CallOptions {
  /** Aborting rejects with the signal's own reason, unwrapped. */
  readonly signal?: AbortSignal;
}

export interface MarketoClient {
  /** The signal ends the wait for a place among the calls; once sent, the call runs to its end. */
  createExport(body: CreateExportBody, call?: CallOptions): Promise<Answer<ExportJob>>;
  /** As `createExport`: what has been sent may be paid for, and its answer must be known. */
  enqueueExport(exportId: string, call?: CallOptions): Promise<Answer<ExportJob>>;
  exportStatus(exportId: string, call?: CallOptions): Promise<Answer<ExportJob>>;
  cancelExport(exportId: string, call?: CallOptions): Promise<Answer<ExportJob>>;
  /** All pages; own jobs of the last 7 days (contract §2.5). */
  listExports(
    query: { readonly status?: readonly string[] },
    call?: CallOptions,
  ): AsyncIterable<ExportJob>;
  /** Bytes `start`…`end`, both included; to the file's end without `end`. */
  openFile(
    exportId: string,
    range: { readonly start: number; readonly end?: number },
    call?: CallOptions,
  ): Promise<FileStretch>;
  activityTypes(call?: CallOptions): Promise<readonly ActivityType[]>;
  /** Marketo's clock, epoch milliseconds. Asks the identity service, which does not count as an API call. */
  serverTimeMs(call?: CallOptions): Promise<number>;
  /** Asks identity as well; no API call. */
  tokenReading(call?: CallOptions): Promise<TokenReading>;
  apiUsage(call?: CallOptions): Promise<ApiUsage>;
  close(): Promise<void>;
}
