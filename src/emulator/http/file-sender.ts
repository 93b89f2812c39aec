import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { LoggedCall } from '../call-log.ts';
import type { FaultEffect } from '../faults/rule.ts';
import type { FilePiece } from './answer.ts';

/** A trickle is cut into so many pieces a second. */
const TRICKLES_PER_SECOND = 10;

/** Sends a piece of a file with its faults; ends when it is sent, cut or the client has gone. */
export async function sendFile(
  outgoing: ServerResponse,
  piece: FilePiece,
  effect: FaultEffect,
  log: LoggedCall,
): Promise<void> {
  log.sentFromByte = piece.start;
  const end = Math.min(piece.end, piece.start + stopAfterBytes(effect));
  for (const bytes of paced(
    corrupted(piece.file.read(piece.start, end), piece.start, effect),
    effect,
  )) {
    if (outgoing.destroyed) return;
    const body = effect.gzip === true ? gzipSync(bytes) : bytes;
    const flowing = outgoing.write(body);
    log.sentBytes += body.length;
    if (!flowing && !(await drained(outgoing, effect))) return;
    if (effect.trickleBytesPerSecond !== undefined) await sleep(1000 / TRICKLES_PER_SECOND);
  }
  await finish(outgoing, effect, end < piece.end);
}

function stopAfterBytes(effect: FaultEffect): number {
  const { cutAfterBytes, shortBodyBytes, stallAfterBytes } = effect;
  return Math.min(
    cutAfterBytes ?? Infinity,
    shortBodyBytes ?? Infinity,
    stallAfterBytes ?? Infinity,
  );
}

async function finish(
  outgoing: ServerResponse,
  effect: FaultEffect,
  stopped: boolean,
): Promise<void> {
  if (outgoing.destroyed) return;
  if (stopped && effect.cutAfterBytes !== undefined) {
    await flushed(outgoing);
    outgoing.destroy();
    return;
  }
  if (stopped && effect.stallAfterBytes !== undefined) {
    outgoing.flushHeaders();
    await once(outgoing, 'close');
    return;
  }
  outgoing.end();
}

/** The bytes before a cut should reach the client, headers at least. */
async function flushed(outgoing: ServerResponse): Promise<void> {
  outgoing.flushHeaders();
  while (outgoing.writableLength > 0 && !outgoing.destroyed) await sleep(1);
}

/** Waits until the client has read; false when it has gone or was too slow. */
async function drained(outgoing: ServerResponse, effect: FaultEffect): Promise<boolean> {
  const patience = new AbortController();
  const { signal } = patience;
  const waits: Promise<boolean>[] = [
    once(outgoing, 'drain', { signal }).then(() => true),
    once(outgoing, 'close', { signal }).then(() => false),
  ];
  if (effect.cutSlowReaderMs !== undefined) {
    waits.push(sleep(effect.cutSlowReaderMs, undefined, { signal }).then(() => false));
  }
  // The losers of the race are aborted; their rejections must not go unhandled.
  for (const wait of waits) wait.catch(() => false);
  const onward = await Promise.race(waits);
  patience.abort();
  if (!onward) outgoing.destroy();
  return onward;
}

function* corrupted(
  pieces: Iterable<Buffer>,
  start: number,
  effect: FaultEffect,
): Generator<Buffer> {
  const wrongAt = effect.corruptByteAt ?? -1;
  let offset = start;
  for (const piece of pieces) {
    yield wrongAt >= offset && wrongAt < offset + piece.length
      ? flipped(piece, wrongAt - offset)
      : piece;
    offset += piece.length;
  }
}

/** A copy: the original may be in the cache. */
function flipped(piece: Buffer, index: number): Buffer {
  const copy = Buffer.from(piece);
  copy[index] = (copy[index] ?? 0) ^ 1;
  return copy;
}

function* paced(pieces: Iterable<Buffer>, effect: FaultEffect): Generator<Buffer> {
  if (effect.trickleBytesPerSecond === undefined) {
    yield* pieces;
    return;
  }
  const stepBytes = Math.max(1, Math.floor(effect.trickleBytesPerSecond / TRICKLES_PER_SECOND));
  for (const piece of pieces) {
    for (let at = 0; at < piece.length; at += stepBytes) yield piece.subarray(at, at + stepBytes);
  }
}
