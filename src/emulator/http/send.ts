import type { ServerResponse } from 'node:http';
import type { LoggedCall } from '../call-log.ts';
import type { FaultEffect } from '../faults/rule.ts';
import type { Answer, AnswerHeaders, FilePiece } from './answer.ts';
import { sendFile } from './file-sender.ts';
import { encoded } from './compression.ts';

/** Writes an answer to the socket, with the Date of the emulator's own clock (§2.1). */
export async function send(
  outgoing: ServerResponse,
  answer: Answer,
  nowMs: number,
  effect: FaultEffect,
  log: LoggedCall,
): Promise<void> {
  log.httpStatus = answer.status;
  log.errorCode = answer.errorCode;
  const date = { Date: new Date(nowMs).toUTCString() };
  if (typeof answer.body !== 'string') {
    outgoing.writeHead(answer.status, {
      ...date,
      ...fileHeaders(answer.headers, answer.body, effect),
    });
    if (outgoing.req.method === 'HEAD') outgoing.end();
    else await sendFile(outgoing, answer.body, effect, log);
    return;
  }
  const { headers, body } = encoded(answer.headers, answer.body, outgoing.req);
  const length = effect.chunked === true ? {} : { 'Content-Length': body.length };
  outgoing.writeHead(answer.status, { ...date, ...headers, ...length });
  outgoing.end(body);
  log.sentBytes = body.length;
}

function fileHeaders(headers: AnswerHeaders, piece: FilePiece, effect: FaultEffect): AnswerHeaders {
  if (effect.gzip === true) return { ...headers, 'Content-Encoding': 'gzip' };
  const whole = piece.end - piece.start;
  const length = Math.min(whole, effect.shortBodyBytes ?? whole);
  const range = lyingRange(headers['Content-Range'], piece, effect);
  if (effect.chunked === true) return { ...headers, ...range };
  return { ...headers, ...range, 'Content-Length': String(length) };
}

function lyingRange(
  range: string | undefined,
  piece: FilePiece,
  effect: FaultEffect,
): AnswerHeaders {
  const { lyingContentRange: lie } = effect;
  if (lie === undefined || lie === false || range === undefined) return {};
  const { start, end } = piece;
  const shifted = `bytes ${start + 1}-${end}/${piece.file.figures.fileSize}`;
  return { 'Content-Range': lie === true ? shifted : lie };
}
