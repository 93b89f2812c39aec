import { expect, it, onTestFinished } from 'vitest';
import { MarketoError } from '../../src/marketo/errors.ts';
import { openInstances } from '../../src/marketo/instances.ts';
import { held } from './scripted-server.ts';
import { ID, IDENTITY, STATUS, json, job, startMarketo, token, tokenText } from './marketo.ts';

/** Clients of two instances, each on a server of its own. */
async function twoInstances(limits = {}) {
  const [emea, us] = [await startMarketo(), await startMarketo()];
  emea.server.on(IDENTITY, token(1));
  us.server.on(IDENTITY, token(2));
  const instances = openInstances(
    new Map([
      ['emea', { baseUrl: emea.server.baseUrl, clientId: 'e', clientSecret: 'e-secret', limits }],
      ['us', { baseUrl: us.server.baseUrl, clientId: 'u', clientSecret: 'u-secret', limits }],
    ]),
  );
  onTestFinished(() => instances.close());
  const clients = { emea: instances.get('emea')!, us: instances.get('us')! };
  return { instances, clients, emea: emea.server, us: us.server };
}

it('each instance is asked with its own credentials and its own token', async () => {
  const { clients, emea, us } = await twoInstances();
  await Promise.all([clients.emea.exportStatus(ID), clients.us.exportStatus(ID)]);
  expect(emea.seen(IDENTITY)[0]?.query.toString()).toMatch(/client_id=e&client_secret=e-secret/);
  expect(us.seen(IDENTITY)[0]?.query.toString()).toMatch(/client_id=u&client_secret=u-secret/);
  expect(emea.seen(STATUS)[0]?.headers.authorization).toBe(`Bearer ${tokenText(1)}`);
  expect(us.seen(STATUS)[0]?.headers.authorization).toBe(`Bearer ${tokenText(2)}`);
});

it('an instance whose places are all taken does not hold up another', async () => {
  const { clients, emea, us } = await twoInstances({ concurrentCalls: 1 });
  const stuck = held(job());
  emea.on(STATUS, stuck.reply);
  const waiting = [clients.emea.exportStatus(ID), clients.emea.exportStatus(ID)];
  await emea.arrived(STATUS, 1);
  await clients.us.exportStatus(ID);
  expect([emea.seen(STATUS).length, us.seen(STATUS).length]).toEqual([1, 1]);
  stuck.release();
  await Promise.all(waiting);
});

it('errors name the instance, where there is more than one', async () => {
  const { clients, emea } = await twoInstances();
  const refusal = { success: false, errors: [{ code: '1003', message: 'no' }] };
  emea.on(STATUS, json(refusal));
  emea.on(IDENTITY, json({ error: 'invalid_client' }, 401));
  const failure = await clients.emea.serverTimeMs().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(MarketoError);
  expect((failure as MarketoError).message).toMatch(/^emea: get an access token: Marketo refused/);
  emea.on(IDENTITY, token(1));
  await expect(clients.emea.exportStatus(ID)).rejects.toThrow(
    `emea: read the status of export ${ID}`,
  );
});

it('a name that nobody configured has no client', async () => {
  const { instances } = await twoInstances();
  expect(instances.names).toEqual(['emea', 'us']);
  for (const name of ['default', 'constructor', '__proto__', 'EMEA']) {
    expect(instances.get(name)).toBeUndefined();
  }
});
