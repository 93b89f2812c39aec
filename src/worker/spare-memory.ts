import { setFlagsFromString } from 'node:v8';

const FLAGS = [
  // undici parses HTTP with WebAssembly. After some hundred calls V8 would compile that again, with its optimizing compiler,
  // which takes 37 MiB for a moment and gains nothing: bodies pass through it in one go.
  '--liftoff-only',
  // Node 24 takes that on its command line only. There it comes later at least: in units of the bytes that it has run.
  '--wasm-tiering-budget=2000000000',
  // The young generation of threads that begin from now on, so of workflow code: by default it grows to 32 MiB, and what
  // it holds there is garbage.
  '--max-semi-space-size=4',
];

/**
 * Tells V8 to keep the memory of this process small; docs/performance.md has the figures. For a process that is nothing
 * but a worker: it holds for all code in it, and before what NODE_OPTIONS says of the same. To be called before the first call over HTTP and the first thread.
 */
export function spareMemory(): void {
  for (const flag of FLAGS) setFlagsFromString(flag);
}
