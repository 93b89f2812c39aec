/** P7 and the workers' own health, by everything that they wrote. */
import type { Breach } from './breach.ts';

/** As the emulator makes them, and as headers carry any. */
const SECRETS = [
  /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}:[a-z]{2}\b/,
  /Bearer \S/,
  /access_token/,
];
/** What Temporal and Node say when workflow code or a promise went astray. */
const ASTRAY = [/TMPRL1100/, /nondetermin/i, /unhandled ?rejection/i, /"InternalError"/];

export interface WrittenLog {
  readonly worker: string;
  readonly text: string;
}

export function checkWorkerLogs(logs: readonly WrittenLog[], secrets: readonly string[]): Breach[] {
  return logs.flatMap(({ worker, text }) => [
    ...secrets
      .filter((secret) => text.includes(secret))
      .map(() => ({ promise: 'P7', what: `${worker} has written a credential` })),
    ...SECRETS.filter((pattern) => pattern.test(text)).map((pattern) => ({
      promise: 'P7',
      what: `${worker} has written what looks like a token: ${String(pattern)}`,
    })),
    ...ASTRAY.flatMap((pattern) => {
      const line = text.split('\n').find((each) => pattern.test(each));
      return line === undefined ? [] : [{ promise: 'none', what: `${worker}: ${line}` }];
    }),
  ]);
}

/** For the check of the check: a token that the patterns do not find would pass unseen. */
export function looksLikeToken(text: string): boolean {
  return SECRETS.some((pattern) => pattern.test(text));
}
