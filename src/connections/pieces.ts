/**
 * Memory that connections read into, and that is used again. By itself Node makes a buffer for every read, and V8 collects
 * those only when 32 MiB of them lie about: the process is larger for it, and no cache ever holds what is read into.
 */
import type { OnReadOpts, Socket } from 'node:net';

const PIECE_BYTES = 256 * 1024;
/** As much as TLS brings at a time; into less no connection reads. */
const LEAST_READ_BYTES = 16 * 1024;
/** 8 MiB; what is more is left to the collector. */
const MOST_SPARES = 32;

interface Piece {
  readonly memory: Uint8Array;
  /** Bytes that its connection has read into it. */
  read: number;
  /** Of those, what a reader has let go. */
  letGo: number;
  /** Its connection reads no more into it. */
  isFull: boolean;
}

const pieces = new WeakMap<ArrayBufferLike, Piece>();
const spares: Piece[] = [];
/** Of its piece, what the connection that `callback` was called for has not read into yet. */
let rest: Uint8Array | undefined;

/**
 * For `net.connect` and `tls.connect`. One read after the other fills a piece, so that what follows one another lies side by
 * side.
 */
export const READ_INTO_PIECES: OnReadOpts = {
  /** Node asks when a connection begins, and again right after each `callback`. */
  buffer: () => {
    const next = rest ?? openPiece().memory;
    rest = undefined;
    return next;
  },
  callback(this: unknown, bytes: number, memory: Uint8Array): boolean {
    rest = takenOff(memory, bytes);
    return (this as Socket).push(Buffer.from(memory.buffer, memory.byteOffset, bytes));
  },
};

/**
 * Whoever read `chunk` needs it no more, and nobody else has it. A piece is read into anew only when all that it held was
 * let go: headers, and bodies that are kept, stay what they are.
 */
export function letGo(chunk: Uint8Array): void {
  const piece = pieces.get(chunk.buffer);
  if (piece === undefined) return;
  piece.letGo += chunk.length;
  spareIfDone(piece);
}

function openPiece(): Piece {
  const spare = spares.pop();
  if (spare !== undefined) return Object.assign(spare, { read: 0, letGo: 0, isFull: false });
  const memory = Buffer.allocUnsafeSlow(PIECE_BYTES);
  const piece = { memory, read: 0, letGo: 0, isFull: false };
  pieces.set(memory.buffer, piece);
  return piece;
}

function takenOff(memory: Uint8Array, bytes: number): Uint8Array | undefined {
  const piece = pieces.get(memory.buffer);
  if (piece !== undefined) piece.read += bytes;
  if (memory.length - bytes >= LEAST_READ_BYTES) return memory.subarray(bytes);
  if (piece !== undefined) piece.isFull = true;
  return undefined;
}

function spareIfDone(piece: Piece): void {
  const isDone = piece.isFull && piece.letGo === piece.read;
  if (isDone && spares.length < MOST_SPARES) spares.push(piece);
}
