/** The middle of a backfill, and everything that runs it is killed. */
import { expect, it } from 'vitest';
import { pauseExtract, resumeExtract } from '../../src/client/control-extract.ts';
import { eventually } from '../support/eventually.ts';
import { install } from '../support/extraction.ts';
import { startLastingServer } from '../support/lasting-server.ts';
import { requestFor, startExtract } from '../support/requests.ts';
import { connectTemporal } from '../support/temporal-server.ts';
import { extractStatus, windowWhere } from '../support/windows.ts';

it('a paused backfill whose worker and Temporal server are killed stays paused, brings its job home, and goes on when it is resumed', async () => {
  await using server = await startLastingServer();
  await using at = await install({ workers: 1, address: server.address });
  at.emulator.setEnvironment({ hold: { processing: true } });
  const request = requestFor('2026-10-01', '2026-10-03', { windowSize: 'P1D', backfill: true });
  const { workflowId } = await startExtract(at, request);
  await windowWhere(at.client, workflowId, 'a job is bought', ({ jobState }) =>
    /Processing/.test(jobState ?? ''),
  );
  await pauseExtract(at.client, { workflowId }, { reason: 'maintenance' });
  const { paused } = await eventually('it is paused', async () => {
    const status = await extractStatus(at.client, workflowId);
    return status.paused === undefined ? undefined : status;
  });

  await at.workers[0]!.kill('SIGKILL');
  await server.killAndRestart();
  await at.startWorkerHere();
  at.emulator.setEnvironment({ hold: false });

  const client = await connectTemporal(server.address);
  try {
    const home = await eventually('its newest window comes home', async () => {
      const status = await extractStatus(client, workflowId);
      return status.windows.some(({ phase }) => phase === 'published') ? status : undefined;
    });
    expect(home.paused).toEqual(paused);
    expect(home.windows.map(({ phase }) => phase)).toEqual(['waiting', 'waiting', 'published']);
    await resumeExtract(client, { workflowId });
    const result: unknown = await client.workflow.getHandle(workflowId).result();
    expect(result).toMatchObject({ windows: [{}, {}, {}] });
  } finally {
    await client.connection.close();
  }
  const enqueues = at.emulator.acceptedEnqueues();
  expect(enqueues.map(({ acceptedEnqueues }) => acceptedEnqueues)).toEqual([1, 1, 1]);
});
