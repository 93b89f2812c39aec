import { describe, expect, it } from 'vitest';
import { normalizeInstant } from '../../src/marketo/marketo-instant.ts';
import type { ExportJob } from '../../src/marketo/types.ts';
import { CREATE_BODY, ID, STATUS, job, json, marketoError, startMarketo } from './marketo.ts';

const HEX = 'ab'.repeat(32);

describe('a job', () => {
  it('is created from the body as it stands', async () => {
    const { server, client } = await startMarketo();
    server.on('/create.json', job());
    const { value } = await client.createExport({ ...CREATE_BODY, format: 'CSV' });
    expect(value).toEqual({ exportId: ID, state: 'Created', stateText: 'Created', format: 'CSV' });
    const [seen] = server.seen('/create.json');
    expect(seen).toMatchObject({ method: 'POST', path: '/bulk/v1/activities/export/create.json' });
    expect(seen!.headers['content-type']).toBe('application/json');
    expect(JSON.parse(seen!.body)).toEqual({ ...CREATE_BODY, format: 'CSV' });
  });

  it.each([
    ['enqueue', 'POST', 'Queued'],
    ['status', 'GET', 'Processing'],
    ['cancel', 'POST', 'Cancelled'],
  ] as const)('is asked to %s by %s', async (what, method, status) => {
    const { server, client } = await startMarketo();
    server.on(`/${what}.json`, job({ status }));
    const calls = {
      enqueue: () => client.enqueueExport(ID),
      status: () => client.exportStatus(ID),
      cancel: () => client.cancelExport(ID),
    };
    expect((await calls[what]()).value.state).toBe(status);
    const [seen] = server.seen(`/${what}.json`);
    expect(seen).toMatchObject({ method, path: `/bulk/v1/activities/export/${ID}/${what}.json` });
  });

  it('comes with Marketo’s clock', async () => {
    const { server, client } = await startMarketo();
    const headers = { date: 'Sun, 01 Nov 2026 10:00:00 GMT' };
    const result = [{ exportId: ID, status: 'Queued' }];
    server.on(STATUS, json({ success: true, result }, 200, headers));
    expect((await client.exportStatus(ID)).serverTimeMs).toBe(Date.parse('2026-11-01T10:00:00Z'));
  });

  it('keeps nothing of null members, and dates and checksum in one form', async () => {
    const { server, client } = await startMarketo();
    const members = {
      status: 'Completed',
      createdAt: '2026-10-01T00:00:00-08:00',
      queuedAt: '2026-10-01T08:00:05+0000',
      startedAt: '2026-10-01T08:00:10.999Z',
      finishedAt: '2026-10-01T08:01:00Z',
      numberOfRecords: 0,
      fileSize: 17,
      fileChecksum: `sha256:${HEX.toUpperCase()}`,
      errorMsg: null,
      notYetInvented: { a: 1 },
    };
    server.on(STATUS, job(members));
    expect((await client.exportStatus(ID)).value).toEqual<ExportJob>({
      exportId: ID,
      state: 'Completed',
      stateText: 'Completed',
      format: 'CSV',
      createdAt: '2026-10-01T08:00:00Z',
      queuedAt: '2026-10-01T08:00:05Z',
      startedAt: '2026-10-01T08:00:10Z',
      finishedAt: '2026-10-01T08:01:00Z',
      numberOfRecords: 0,
      fileSize: 17,
      sha256: HEX,
    });
  });

  it.each([['md5:abc'], [null], [''], ['sha256:abc']])(
    'with the checksum %j has none that can be checked',
    async (fileChecksum) => {
      const { server, client } = await startMarketo();
      server.on(STATUS, job({ fileChecksum }));
      expect((await client.exportStatus(ID)).value).not.toHaveProperty('sha256');
    },
  );

  it.each([
    [0, 3, undefined],
    [0, 0, 0],
    [0, null, 0],
    [17, 3, 17],
  ])(
    'of %j bytes beside %j records has the size %j: no record has no bytes',
    async (fileSize, numberOfRecords, size) => {
      const { server, client } = await startMarketo();
      server.on(STATUS, job({ status: 'Completed', fileSize, numberOfRecords }));
      expect((await client.exportStatus(ID)).value.fileSize).toBe(size);
    },
  );

  it('that failed says why, on one line and without addresses', async () => {
    const { server, client } = await startMarketo();
    server.on(STATUS, job({ status: 'Failed', errorMsg: 'Out of\nluck, ask a@b.example' }));
    const { value } = await client.exportStatus(ID);
    expect(value).toMatchObject({ state: 'Failed', errorMsg: 'Out of luck, ask [hidden]' });
  });

  it.each([
    ['Cancelled', 'Cancelled'],
    ['Canceled', 'Cancelled'],
    ['canceled', 'Cancelled'],
    ['COMPLETED', 'Completed'],
    ['Archived', 'Unknown'],
  ])('in the state %s is %s, and keeps the word', async (status, state) => {
    const { server, client } = await startMarketo();
    server.on(STATUS, job({ status }));
    expect((await client.exportStatus(ID)).value).toMatchObject({ state, stateText: status });
  });

  it.each([
    ['fileSize', '17'],
    ['numberOfRecords', -1],
    ['fileSize', 1.5],
    ['createdAt', 5],
  ])('whose %s is %j is no answer', async (member, value) => {
    const { server, client } = await startMarketo();
    server.on(STATUS, job({ [member]: value }));
    expect((await marketoError(client.exportStatus(ID))).kind).toBe('unavailable');
  });
});

describe('the list of jobs', () => {
  const list = (ids: readonly string[], nextPageToken?: string) =>
    json({
      success: true,
      result: ids.map((exportId) => ({ exportId, status: 'Created' })),
      ...(nextPageToken === undefined ? {} : { nextPageToken }),
    });
  const LIST = '/activities/export.json';

  it('is followed to its last page, with the same filter', async () => {
    const { server, client } = await startMarketo();
    server.on(LIST, list(['a', 'b'], 'p2'), list([], 'p3'), list(['c']));
    const ids: string[] = [];
    for await (const { exportId } of client.listExports({ status: ['Created', 'Queued'] })) {
      ids.push(exportId);
    }
    expect(ids).toEqual(['a', 'b', 'c']);
    expect(server.seen(LIST).map(({ query }) => Object.fromEntries(query))).toEqual([
      { batchSize: '300', status: 'Created,Queued' },
      { batchSize: '300', status: 'Created,Queued', nextPageToken: 'p2' },
      { batchSize: '300', status: 'Created,Queued', nextPageToken: 'p3' },
    ]);
  });

  it('is not read further than its reader goes', async () => {
    const { server, client } = await startMarketo();
    server.on(LIST, list(['a'], 'p2'), list(['b']));
    for await (const { exportId } of client.listExports({})) {
      expect(exportId).toBe('a');
      break;
    }
    expect(server.seen(LIST)).toHaveLength(1);
  });

  it('without result is empty', async () => {
    const { server, client } = await startMarketo();
    server.on(LIST, json({ success: true }));
    expect(await client.listExports({})[Symbol.asyncIterator]().next()).toMatchObject({
      done: true,
    });
  });

  it('that runs in a circle is no answer', async () => {
    const { server, client } = await startMarketo();
    server.on(LIST, list(['a'], 'p2'));
    const all = (async () => {
      for await (const { exportId } of client.listExports({})) expect(exportId).toBe('a');
    })();
    expect((await marketoError(all)).kind).toBe('unavailable');
  });
});

describe('activity types', () => {
  it('keep what the program uses, custom names included', async () => {
    const { server, client } = await startMarketo();
    const primaryAttribute = { name: 'Mailing ID', dataType: 'integer', extra: 1 };
    const attributes = [{ name: 'Step ID', dataType: 'Integer' }];
    server.on(
      '/rest/v1/activities/types.json',
      json({
        success: true,
        result: [
          { id: 6, name: 'Send Email', description: 'x', primaryAttribute, attributes },
          { id: 12, name: 'New Lead', primaryAttribute: null },
          { id: 100001, name: 'Own', apiName: 'own_c', attributes: [] },
        ],
      }),
    );
    expect(await client.activityTypes()).toEqual([
      {
        id: 6,
        name: 'Send Email',
        primaryAttribute: { name: 'Mailing ID', dataType: 'integer' },
        attributes,
      },
      { id: 12, name: 'New Lead', attributes: [] },
      { id: 100001, name: 'Own', apiName: 'own_c', attributes: [] },
    ]);
  });

  it.each([[{ success: true }], [{ success: true, result: [{ name: 'no id' }] }]])(
    '%j is no answer',
    async (body) => {
      const { server, client } = await startMarketo();
      server.on('/types.json', json(body));
      expect((await marketoError(client.activityTypes())).kind).toBe('unavailable');
    },
  );
});

describe('an instant', () => {
  it.each([
    ['2026-10-01T00:00:00Z', '2026-10-01T00:00:00Z'],
    ['2026-10-01T00:00:00.123Z', '2026-10-01T00:00:00Z'],
    ['2026-10-01T00:00:00-0800', '2026-10-01T08:00:00Z'],
    ['2026-10-01T00:00:00+05:30', '2026-09-30T18:30:00Z'],
    ['2026-10-01 00:00:00', '2026-10-01T00:00:00Z'],
    ['2026-10-01', '2026-10-01T00:00:00Z'],
    ['yesterday', undefined],
    ['2026-13-01T00:00:00Z', undefined],
  ])('%j is %j', (written, normal) => {
    expect(normalizeInstant(written)).toBe(normal);
  });
});
