/** What the conformance tests run against: a real instance, or an emulator in this process whose clock runs fast. */
import { startEmulator, type Emulator, type EmulatorOptions } from '../../../src/emulator/index.ts';
import type { Patience } from './exports.ts';
import { paced, unpaced, type Pace } from './pace.ts';
import type { Credentials, Settings } from './settings.ts';

export interface Target {
  readonly credentials: Credentials;
  readonly patience: Patience;
  readonly pace: Pace;
  readonly costly: boolean;
  /** The minute that is exported. */
  readonly window: { readonly startAt: string; readonly endAt: string };
  /** Only of an emulator: what it knows from inside. */
  readonly emulator?: Emulator;
  close(): Promise<void>;
}

/** What a target is called in titles, and how it is opened. */
export interface TargetSource {
  readonly name: string;
  /** Longest time of one test. */
  readonly timeoutMs: number;
  open(): Promise<Target>;
}

/** Below half of Marketo's 100: other programs call too. */
const CALLS_PER_20_SECONDS = 40;
const MINUTE_MS = 60_000;
/** Marketo refreshes a status once a minute. */
const POLL_MS = MINUTE_MS;

export function instance(credentials: Credentials, settings: Settings): TargetSource {
  return {
    name: 'the instance',
    timeoutMs: 2 * settings.jobWaitMs + 5 * MINUTE_MS,
    open: () =>
      Promise.resolve({
        credentials,
        patience: { pollMs: POLL_MS, jobWaitMs: settings.jobWaitMs },
        pace: paced(CALLS_PER_20_SECONDS),
        costly: settings.costly,
        window: windowFrom(settings.windowStart),
        close: () => Promise.resolve(),
      }),
  };
}

/** Costs nothing here, so everything is tried. A minute passes in 0.3 s: a token lives for 18 s. */
export function emulator(
  name: string,
  settings: Settings,
  options: EmulatorOptions = {},
): TargetSource {
  return {
    name,
    timeoutMs: 30_000,
    open: async () => {
      const running = await startEmulator({
        scale: 200,
        activitiesPerDay: 200_000,
        callsPerSpan: null,
        ...options,
      });
      const { url, clientId, clientSecret } = running;
      return {
        credentials: { baseUrl: url, clientId, clientSecret },
        patience: { pollMs: 20, jobWaitMs: 20_000 },
        pace: unpaced,
        costly: true,
        window: windowFrom(settings.windowStart),
        emulator: running,
        close: () => running.close(),
      };
    },
  };
}

/** Both ends are included, so a minute has its last second as its end. */
function windowFrom(start: Date) {
  return { startAt: written(start), endAt: written(new Date(start.getTime() + MINUTE_MS - 1000)) };
}

function written(moment: Date): string {
  return `${moment.toISOString().slice(0, 19)}Z`;
}
