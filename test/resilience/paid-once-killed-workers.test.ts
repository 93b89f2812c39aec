import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FaultRule } from '../../src/emulator/index.ts';
import { eventually } from '../support/eventually.ts';
import { calm, type PaidCase, type Step, usePaidOnce } from '../support/paid-once.ts';
import { startExtract } from '../support/requests.ts';
import type { SpawnedWorker } from '../support/spawn-worker.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { temporalAddress } from '../support/temporal-server.ts';
import { windowWhere } from '../support/windows.ts';

const DROPPED_BEFORE = { dropRequest: true };
const DROPPED_AFTER = { dropAnswer: true };

interface Moment {
  readonly moment: string;
  /** Holds the run at the moment, so that the kill cannot come too late. */
  readonly hold: FaultRule;
  readonly came: (at: PaidCase) => boolean | Promise<boolean>;
}

describe('a window is paid once when every worker is killed', () => {
  const paid = usePaidOnce({ worker: false, env: { EXTRACT_HEARTBEAT_TIMEOUT: '2s' } });

  let spare: SpawnedWorker | undefined;

  it.each<Moment>([
    {
      // First, because a worker asks for the names of activity types once.
      moment: 'when the data file is in place and the manifest is not',
      hold: { on: 'types', do: { delayMs: 20_000 } },
      came: async (at) => (await filesOf(at)).some((path) => path.endsWith('.csv')),
    },
    {
      moment: 'after Marketo has created the job, before its id is known',
      hold: { on: 'create', do: DROPPED_AFTER },
      came: (at) => at.jobs().length > 0,
    },
    {
      moment: 'after the claim, before the enqueue',
      hold: { on: 'enqueue', do: DROPPED_BEFORE },
      came: async (at) => (await filesOf(at)).some((path) => path.includes('.claims')),
    },
    {
      moment: 'after Marketo has queued the job, before its answer has come',
      hold: { on: 'enqueue', times: 1, do: DROPPED_AFTER },
      came: (at) => at.enqueues().length > 0,
    },
    {
      moment: 'in the middle of the file',
      hold: { on: 'file', do: { stallAfterBytes: 50_000 } },
      came: (at) => at.bytesSent() === 50_000,
    },
  ])('$moment', async ({ moment, hold, came }) => {
    const at = paid.newCase(moment);
    const killed = spare ?? (await paid.at.startWorker());
    spare = undefined;
    paid.at.emulator.addFaults(hold);
    const run = await startExtract(paid.at, at.request());
    await eventually(moment, async () => ((await came(at)) ? true : undefined));
    await killed.kill('SIGKILL');
    expect((await filesOf(at)).filter((path) => path.endsWith('manifest.json'))).toEqual([]);
    calm(paid.at.emulator);

    spare = await paid.at.startWorker();
    const result = await run.result();
    expect(result.windows).toMatchObject([{ reused: false }]);
    await at.expectPaid([1]);
  });

  it(
    'when the download is reported, before it hears that the file is to be verified',
    { timeout: 180_000 },
    async () => {
      const at = paid.newCase('between download and verify');
      await spare?.kill('SIGKILL');
      await using proxy = await startTcpProxy(temporalAddress());
      const killed = await paid.at.startWorker({
        TEMPORAL_ADDRESS: proxy.address,
        // The SDK reports nothing while the answer to a heartbeat is due: there is none in the first third of this.
        EXTRACT_HEARTBEAT_TIMEOUT: '60s',
      });
      paid.at.emulator.addFaults({ on: 'file', times: 1, do: { delayMs: 3_000 } });
      const run = await startExtract(paid.at, at.request());
      const { windowId, status } = await windowWhere(
        paid.at.client,
        run.workflowId,
        'it downloads',
        ({ phase }) => phase === 'downloading',
      );
      await eventually('Marketo has been asked for the file', () => hasAskedFor(status.exportId));
      proxy.holdAnswers();
      await eventually(
        'the download is reported',
        () => hasCompleted(windowId, 'downloadFile'),
        100_000,
      );
      const sent = at.bytesSent();
      await killed.kill('SIGKILL');
      expect((await filesOf(at)).filter((path) => path.endsWith('manifest.json'))).toEqual([]);

      spare = await paid.at.startWorker();
      expect((await run.result()).windows).toMatchObject([{ reused: false, bytes: sent }]);
      expect(at.bytesSent()).toBe(sent);
      await at.expectPaid([1]);
    },
  );

  function hasAskedFor(exportId: string | undefined): true | undefined {
    const log = paid.at.emulator.log();
    const asked = log.some((call) => call.operation === 'file' && call.exportId === exportId);
    return asked ? true : undefined;
  }

  async function hasCompleted(workflowId: string, step: Step): Promise<true | undefined> {
    const { events } = await paid.at.client.workflow.getHandle(workflowId).fetchHistory();
    const scheduled = events?.find(
      (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === step,
    );
    const completed = events?.some(
      (event) =>
        String(event.activityTaskCompletedEventAttributes?.scheduledEventId) ===
        String(scheduled?.eventId),
    );
    return scheduled !== undefined && completed === true ? true : undefined;
  }

  async function filesOf({ dataset }: PaidCase): Promise<string[]> {
    const folder = join(paid.at.folder, 'default', dataset);
    const exists = await access(folder).then(
      () => true,
      () => false,
    );
    return exists ? readdir(folder, { recursive: true }) : [];
  }
});
