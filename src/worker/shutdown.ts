/** One orderly end, however often it is asked for: a process group hears SIGTERM twice, and the second must not kill. */
const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** Aborts at the first SIGTERM or SIGINT; later ones are ignored while the drain goes on. */
export function shutdownSignal(onSignal: (name: string) => void): AbortSignal {
  const controller = new AbortController();
  for (const name of SIGNALS) {
    process.on(name, () => {
      if (controller.signal.aborted) return;
      onSignal(name);
      controller.abort();
    });
  }
  return controller.signal;
}
