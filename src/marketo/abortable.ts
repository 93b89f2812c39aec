/**
 * Waits for work that several callers share: aborting `signal` ends only this caller's waiting, with the
 * signal's own reason, and leaves the work alone.
 */
export async function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  // The work outlives an aborted caller; its failure then has nobody else to hear it.
  work.catch(() => undefined);
  signal.throwIfAborted();
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    // The caller's own reason, whatever it is: wrapping it would turn a cancellation into a failure.
    onAbort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
  }
}
