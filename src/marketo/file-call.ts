/** `file.json` with a range (contract §2.6): is this answer the file, and which part of it? */
import { readAhead } from '../connections/read-ahead.ts';
import { unusable } from './answer-text.ts';
import { callAuthorized, type CallDeps } from './authorized-call.ts';
import type { Call } from './call.ts';
import { readEnvelope, type Reading } from './envelope.ts';
import { verdictOfFileStatus } from './error-table.ts';
import { exportPath } from './export-calls.ts';
import { brokenBody, createFileBody } from './file-body.ts';
import { peekForEnvelope, isJson } from './file-peek.ts';
import { parseContentRange, rangeFault, rangeHeader, type AskedRange } from './file-range.ts';
import type { Slot } from './places.ts';
import { statusError } from './refusals.ts';
import type { HttpAnswer } from './transport.ts';
import type { FileStretch } from './types.ts';

export async function openFile(
  deps: CallDeps,
  exportId: string,
  range: AskedRange,
  call: Call,
): Promise<FileStretch> {
  return callAuthorized(deps, {
    callClass: 'file',
    // Always with a range: the bare call answers 200, which says nothing about where it starts.
    request: {
      method: 'GET',
      path: exportPath(exportId, 'file'),
      headers: { range: rangeHeader(range) },
    },
    call,
    read: (answer, reading, slot) => readStretch(answer, range, reading, slot),
  });
}

async function readStretch(
  answer: HttpAnswer,
  range: AskedRange,
  reading: Reading,
  slot: Slot,
): Promise<FileStretch> {
  if (answer.status !== 206 && answer.status !== 200) throw await refused(answer, reading);
  try {
    return answer.status === 206
      ? partOf(answer, range, reading, slot)
      : await wholeFile(answer, reading, slot);
  } catch (error) {
    // Nobody will read this body; the transport listens for the error that destroying it emits.
    answer.body.destroy();
    throw error;
  }
}

function partOf(answer: HttpAnswer, asked: AskedRange, reading: Reading, slot: Slot): FileStretch {
  const { call, timeouts } = reading;
  const faultOf = (what: string) => brokenBody(what, { answer, call });
  demandIdentity(answer, call);
  const announced = parseContentRange(answer.header('content-range'));
  if (announced === undefined) throw faultOf('is a 206 without a valid Content-Range');
  const fault = rangeFault(asked, announced);
  if (fault !== undefined) throw faultOf(fault);
  const announcedBytes = announced.end - announced.start + 1;
  const lengthBytes = contentLength(answer);
  if (lengthBytes !== undefined && lengthBytes !== announcedBytes) {
    throw faultOf(`announced ${lengthBytes} bytes for a range of ${announcedBytes}`);
  }
  const rest = chunksOf(answer);
  const body = { answer, rest, head: [], announcedBytes, slot, call, timeouts };
  const { start, totalBytes } = announced;
  return {
    start,
    ...(totalBytes === undefined ? {} : { totalBytes }),
    body: createFileBody(body),
  };
}

/** The range was ignored, so this is the file from byte 0 on; or it is an envelope in the file's place. */
async function wholeFile(answer: HttpAnswer, reading: Reading, slot: Slot): Promise<FileStretch> {
  const { call, timeouts } = reading;
  demandIdentity(answer, call);
  const { head, rest } = await peekForEnvelope(answer, chunksOf(answer), reading);
  const announcedBytes = contentLength(answer);
  const body = createFileBody({ answer, rest, head, announcedBytes, slot, call, timeouts });
  return announcedBytes === undefined
    ? { start: 0, body }
    : { start: 0, totalBytes: announcedBytes, body };
}

function chunksOf({ body }: HttpAnswer): AsyncIterator<Uint8Array> {
  return readAhead(body);
}

/** The error of an answer that is no file; its body is read or dumped. */
async function refused(answer: HttpAnswer, reading: Reading): Promise<unknown> {
  const error = statusError(answer, reading.call, verdictOfFileStatus);
  if (error.kind === 'fileNotFound' || error.kind === 'rangeNotSatisfiable' || !isJson(answer)) {
    void answer.body.dump().catch(() => undefined);
    return error;
  }
  // An envelope may know better than the status.
  return readEnvelope(answer, reading).then(
    () => unusable('sent no file', answer, reading.call),
    (refusal: unknown) => refusal,
  );
}

/** Offsets count bytes of the plain file: an encoded body would be stored wrongly and pass unnoticed. */
function demandIdentity(answer: HttpAnswer, call: Call): void {
  const encoding = answer.header('content-encoding')?.trim().toLowerCase();
  if (encoding === undefined || encoding === '' || encoding === 'identity') return;
  throw brokenBody('is encoded although no encoding was asked for', { answer, call });
}

function contentLength(answer: HttpAnswer): number | undefined {
  const header = answer.header('content-length');
  return header === undefined || !/^\d+$/.test(header) ? undefined : Number(header);
}
