/** Ctrl-C (or SIGTERM) as an abort signal. A second one ends the process at once, as nobody listens any more. */
export function listenForInterrupt(): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const stop = () => {
    for (const name of signals) process.off(name, abort);
  };
  const abort = () => {
    stop();
    controller.abort();
  };
  for (const name of signals) process.on(name, abort);
  return { signal: controller.signal, stop };
}
