/**
 * Arguments of Node for processes that live for seconds, or run much code a few times. V8 of Node 20 compiles a function anew, by its
 * optimizing compiler, after 66 kB of bytecode: an eighth of the processor time of such a process, which it seldom earns back. Here it
 * waits for 2 MB. Later versions of V8 go by the number of calls, and do not know the argument.
 */
export const LATE_OPTIMIZATION: readonly string[] = process.version.startsWith('v20.')
  ? ['--interrupt-budget=2000000']
  : [];
