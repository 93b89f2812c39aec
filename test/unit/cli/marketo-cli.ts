/** The command line in this process, configured for an emulator of its own. */
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../../src/emulator/index.ts';
import { createMarketoClient } from '../../../src/marketo/client.ts';
import type { ExportJob, MarketoClient } from '../../../src/marketo/types.ts';
import { type InProcessRun, runInProcess } from '../../support/run-in-process.ts';
import { makeTemporaryFolder } from '../../support/temporary-folder.ts';

export const SECRET = 'secret-of-the-cli-test';
const USER = { clientId: 'cli-user', clientSecret: SECRET };

export interface MarketoCli {
  readonly emulator: Emulator;
  readonly marketo: MarketoClient;
  /** Empty, for files and as EXTRACT_DESTINATION (`exports` in it). */
  readonly folder: string;
  run(args: readonly string[], env?: Record<string, string>): Promise<InProcessRun>;
  /** A job over one day of October, enqueued unless told, and done when Marketo works. */
  job(day?: number, enqueue?: boolean): Promise<ExportJob>;
}

export async function openMarketoCli(options: EmulatorOptions = {}): Promise<MarketoCli> {
  const { path: folder, remove } = await makeTemporaryFolder();
  onTestFinished(remove);
  const emulator = await startEmulator({
    startTime: '2026-11-20T12:00:00Z',
    scale: 0,
    activitiesPerDay: 200,
    users: [USER],
    ...{ queueSeconds: 0, processingSeconds: 0, statusLagSeconds: 0, callsPerSpan: null },
    ...options,
  });
  onTestFinished(() => emulator.close());
  const marketo = createMarketoClient({ baseUrl: emulator.url, ...USER });
  onTestFinished(() => marketo.close());
  const settings = {
    MARKETO_BASE_URL: emulator.url,
    MARKETO_CLIENT_ID: USER.clientId,
    MARKETO_CLIENT_SECRET: SECRET,
    EXTRACT_DESTINATION: `file:${join(folder, 'exports')}`,
  };
  return {
    emulator,
    marketo,
    folder,
    run: (args, env = {}) => runInProcess(args, { ...settings, ...env }),
    job: async (day = 1, enqueue = true) => {
      const date = `2026-10-${String(day).padStart(2, '0')}`;
      const createdAt = { startAt: `${date}T00:00:00Z`, endAt: `${date}T23:59:59Z` };
      const { value } = await marketo.createExport({ filter: { createdAt } });
      if (enqueue) await marketo.enqueueExport(value.exportId);
      await emulator.settle();
      return (await marketo.exportStatus(value.exportId)).value;
    },
  };
}
