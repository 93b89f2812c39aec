/** A client in front of the emulator, over real HTTP, and the calls that it makes. */
import type { Dispatcher } from 'undici';
import { onTestFinished } from 'vitest';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator/index.ts';
import { createMarketoClient } from '../../src/marketo/client.ts';
import type { MarketoClient } from '../../src/marketo/types.ts';
import { CREATE_BODY, ID, SECRET } from './marketo.ts';

/** The emulator's clock stands here until a test moves it. */
export const START = '2026-11-01T10:00:00Z';

export interface Emulated {
  readonly emulator: Emulator;
  readonly client: MarketoClient;
}

/** Without limits and lag, so that a test sees only what it asks for. Closed by itself when the test ends. */
export async function startEmulated(options: EmulatorOptions = {}): Promise<Emulated> {
  const emulator = await startQuietEmulator(options);
  const client = clientOf(emulator);
  onTestFinished(async () => {
    await client.close();
    await emulator.close();
  });
  return { emulator, client };
}

/** Without limits and lag too; whoever starts it closes it. */
export function startQuietEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  return startEmulator({
    startTime: START,
    scale: 0,
    statusLagSeconds: 0,
    callsPerSpan: null,
    users: [{ clientId: 'client-id', clientSecret: SECRET }],
    ...options,
  });
}

/** A client that knows nothing yet: no token, no refusal. Over connections of its own, unless it is given others'. */
export function clientOf({ url, clock }: Emulator, dispatcher?: Dispatcher): MarketoClient {
  return createMarketoClient({
    baseUrl: url,
    clientId: 'client-id',
    clientSecret: SECRET,
    now: () => clock.nowMs(),
    limits: { callsPer20s: 10_000, longestPauseMs: 1 },
    ...(dispatcher === undefined ? {} : { dispatcher }),
  });
}

/** Every call of Marketo that the client makes, by the emulator's name for it. */
export const CALLS = {
  identity: (client) => client.serverTimeMs(),
  create: (client) => client.createExport(CREATE_BODY),
  enqueue: (client) => client.enqueueExport(ID),
  status: (client) => client.exportStatus(ID),
  cancel: (client) => client.cancelExport(ID),
  list: (client) => client.listExports({})[Symbol.asyncIterator]().next(),
  file: (client) => client.openFile(ID, { start: 0 }),
  types: (client) => client.activityTypes(),
  stats: (client) => client.apiUsage(),
} satisfies Record<string, (client: MarketoClient) => Promise<unknown>>;

export type CallName = keyof typeof CALLS;

export const CALL_NAMES = Object.keys(CALLS) as readonly CallName[];

/** The token that the client has or will have: the emulator hands out one until it expires, as Marketo does. */
export async function tokenOf({ url, clientId, clientSecret }: Emulator): Promise<string> {
  const query = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
  });
  const answer = await fetch(`${url}/identity/oauth/token?${query.toString()}`);
  return ((await answer.json()) as { access_token: string }).access_token;
}
