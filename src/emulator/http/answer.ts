import type { ExportFile } from '../data/export-file.ts';
import type { MarketoErrorMember } from '../errors.ts';

/** Header names in their order; Date is added when the answer is sent. */
export type AnswerHeaders = Readonly<Record<string, string>>;

/** A piece of an export file that an answer carries. */
export interface FilePiece {
  readonly file: ExportFile;
  readonly start: number;
  /** Not included. */
  readonly end: number;
}

/** An answer before it is sent, so that faults can still change it. */
export interface Answer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly body: string | FilePiece;
  /** First code of `errors`, for the log. */
  readonly errorCode: string | null;
}

const JSON_TYPE = 'application/json;charset=UTF-8';

/** A JSON answer. */
export function jsonAnswer(value: unknown, status = 200, headers: AnswerHeaders = {}): Answer {
  const body = JSON.stringify(value);
  return { status, headers: { 'Content-Type': JSON_TYPE, ...headers }, body, errorCode: null };
}

/** A plain text answer. */
export function textAnswer(status: number, body: string, type = 'text/plain'): Answer {
  return { status, headers: { 'Content-Type': type }, body, errorCode: null };
}

/** Members of a successful envelope beside requestId and success. */
export interface EnvelopeMembers {
  readonly result?: readonly unknown[];
  readonly nextPageToken?: string;
  readonly moreResult?: boolean;
}

let calls = 0;

/** `hex#hex`, the right part about the epoch milliseconds. [D shape, I meaning] */
function requestId(nowMs: number): string {
  calls += 1;
  return `${(0x1000 + (calls % 0xefff)).toString(16)}#${Math.floor(nowMs).toString(16)}`;
}

/** A successful envelope in the order of live answers [S, D acts]; members that are absent are left out. */
export function envelope(nowMs: number, members: EnvelopeMembers): Answer {
  const { result, nextPageToken, moreResult } = members;
  const success = true;
  return jsonAnswer({ requestId: requestId(nowMs), result, success, nextPageToken, moreResult });
}

/** An error envelope: HTTP 200, no result. */
export function errorEnvelope(nowMs: number, { code, message }: MarketoErrorMember): Answer {
  const answer = jsonAnswer({
    requestId: requestId(nowMs),
    success: false,
    errors: [{ code, message }],
  });
  return { ...answer, errorCode: code };
}
