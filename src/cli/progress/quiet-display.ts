import type { CliIo } from '../io.ts';
import { alertOf } from './alerts.ts';
import type { ProgressDisplay } from './progress-display.ts';

/** `--quiet`: only what keeps the extraction from going on, once each time. */
export function quietDisplay(io: CliIo, startWorker: string): ProgressDisplay {
  let said: string | undefined;
  return {
    show: (progress) => {
      const alert = alertOf(progress, startWorker);
      if (alert !== undefined && alert !== said) io.err(`Warning: ${alert}\n`);
      said = alert;
    },
    end: () => Promise.resolve(),
  };
}
