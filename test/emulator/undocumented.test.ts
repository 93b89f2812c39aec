import { describe, expect, test } from 'vitest';
import type { EmulatorOptions } from '../../src/emulator/index.ts';
import { switchRows } from '../../src/emulator/switches.ts';
import { BULK, DAY, errorOf, read, Session } from './session.ts';

/** What a session sees where Marketo documents nothing. */
type Look = (session: Session) => Promise<unknown>;

/** Options of the emulator, and what is seen under them. */
type Reading = readonly [EmulatorOptions, unknown];

const switched = (switches: EmulatorOptions['switches']): EmulatorOptions =>
  switches === undefined ? {} : { switches };
const MINUTE = { startAt: '2025-06-01T10:00:00Z', endAt: '2025-06-01T10:00:59Z' };
const SECOND = { startAt: '2025-06-01T10:00:00Z', endAt: '2025-06-01T10:00:00Z' };
const MANY = { concurrentCalls: null, tokenLifeSeconds: 1e7 };

const window = (startAt: string, endAt: string) => ({ filter: { createdAt: { startAt, endAt } } });
const shown = async (session: Session, exportId: string) =>
  (await session.status(exportId)).json.result?.[0] ?? {};
const code = async (reply: ReturnType<Session['call']>) => (await reply).json.errors?.[0]?.code;

/** How a file answers: status, type and range; the body is read away. */
async function head(session: Session, exportId: string, range?: string): Promise<unknown[]> {
  const reply = await session.file(exportId, range);
  const size = (await reply.arrayBuffer()).byteLength;
  return [reply.status, reply.headers.get('content-type'), size];
}

const afterCreate: (body: object) => Look = (body) => async (session) => {
  const reply = await session.create(body);
  if (reply.json.success !== true) return errorOf(reply);
  const exportId = String(reply.json.result?.[0]?.['exportId']);
  await session.enqueue(exportId);
  await session.emulator.advance(120);
  const { status, errorMsg } = await shown(session, exportId);
  return `${String(status)}: ${String(errorMsg)}`;
};

const range: (asked: string) => Look = (asked) => async (session) => {
  const exportId = await session.completed({}, MINUTE);
  const [status, , size] = await head(session, exportId, asked);
  return [status, size === (await shown(session, exportId))['fileSize'] ? 'whole' : size];
};

const TOO_LONG = 'createdAt: date range is more than 31 days';

/** Row of the contract's §8, what it is about, the look, and the readings: the default first. */
const rows: readonly (readonly [number, string, Look, readonly Reading[]])[] = [
  [
    1,
    'a filter that breaks a rule',
    afterCreate(window('2025-01-01', '2025-03-01')),
    [
      [{}, `1003 ${TOO_LONG}`],
      [switched({ wrongFilter: 'failedJob' }), `Failed: ${TOO_LONG}`],
    ],
  ],
  [
    1,
    'a date that cannot be read',
    (session) => code(session.create(window('yesterday', '2025-03-01'))),
    [
      [{}, '1003'],
      [switched({ unreadableDate: '1001' }), '1001'],
      [switched({ unreadableDate: '704' }), '704'],
    ],
  ],
  [
    2,
    'no filter, no createdAt, no endAt, and a filter of another type',
    async (session) =>
      Promise.all(
        [{}, { filter: {} }, { filter: { createdAt: { startAt: 'x' } } }, { filter: 'x' }].map(
          (body) => code(session.create(body)),
        ),
      ),
    [
      [{}, ['1003', '1003', '1003', '1003']],
      [switched({ missingFilter: '1002' }), ['1002', '1002', '1002', '1003']],
    ],
  ],
  [
    3,
    'an unknown exportId',
    async (session) => [
      await code(session.status('none')),
      await code(session.enqueue('none')),
      await code(session.cancel('none')),
    ],
    [
      [{}, ['610', '610', '610']],
      [switched({ unknownJobCode: '1003' }), ['1003', '1003', '1003']],
      [switched({ unknownJobCode: '1013' }), ['1013', '1013', '1013']],
    ],
  ],
  [
    4,
    'the file of an unknown exportId',
    async (session) => (await head(session, 'none')).slice(0, 2),
    [[{}, [404, 'text/plain']]],
  ],
  [
    5,
    'cancel of a Completed job',
    async (session) => {
      const exportId = await session.completed();
      const reply = await session.cancel(exportId);
      return [reply.json.errors?.[0]?.code, await session.state(exportId)];
    },
    [
      [{}, ['1003', 'Completed']],
      [switched({ cancelOfTerminal: 'success' }), [undefined, 'Completed']],
    ],
  ],
  [
    6,
    'a range that starts past the end',
    range('bytes=99999999-'),
    [
      [{}, [416, 31]],
      [switched({ badRange: 'whole' }), [200, 'whole']],
      [switched({ badRange: 'clipped' }), [206, 1]],
    ],
  ],
  [
    7,
    'the file of no rows',
    async (session) => {
      const exportId = await session.completed({ fields: ['leadId'] }, SECOND);
      return [await session.text(exportId), (await shown(session, exportId))['fileSize']];
    },
    [
      [{}, ['leadId\n', 7]],
      [switched({ emptyFile: 'empty' }), ['', 0]],
    ],
  ],
  [
    8,
    'queuedAt of a Created job',
    async (session) => (await shown(session, await session.created()))['queuedAt'],
    [
      [{}, undefined],
      [switched({ queuedAtWhenCreated: true }), '2025-06-10T12:00:00Z'],
    ],
  ],
  [
    9,
    'a job member that is not due',
    async (session) => (await shown(session, await session.created()))['fileSize'],
    [
      [{}, undefined],
      [switched({ absentMembers: 'null' }), null],
    ],
  ],
  [
    10,
    'the status 58 seconds after an enqueue',
    async (session) => {
      const exportId = await session.created();
      await session.emulator.advance(1);
      await session.enqueue(exportId);
      await session.emulator.advance(58);
      return session.state(exportId);
    },
    [
      [{ statusLagSeconds: 60 }, 'Queued'],
      [{ statusLagSeconds: 0 }, 'Processing'],
    ],
  ],
  [
    11,
    'a file after 7 and after 10 days',
    async (session) => {
      const exportId = await session.completed({}, MINUTE);
      const statuses = [];
      for (const days of [7, 3]) {
        await session.emulator.advance(days * 86_400);
        statuses.push((await head(session, exportId))[0]);
      }
      return statuses;
    },
    [
      [{ ...MANY }, [404, 404]],
      [{ ...MANY, fileDays: 10 }, [200, 404]],
    ],
  ],
  [
    12,
    'the quota at 00:30 of a summer night in Chicago',
    async (session) => {
      session.emulator.setEnvironment({ otherTools: { quotaBytes: 500_000_000 } });
      await session.emulator.changeClock({ now: '2025-06-11T05:30:00Z' });
      return code(session.create({ filter: { createdAt: DAY } }));
    },
    [
      [{ ...MANY }, undefined],
      [{ ...MANY, quotaZone: 'UTC-6' }, '1029'],
    ],
  ],
  [
    13,
    'the words of the quota error',
    async (session) => errorOf(await session.create({ filter: { createdAt: DAY } })),
    [
      [{ quotaBytes: 0 }, '1029 Export daily quota 0MB exceeded.'],
      [
        { quotaBytes: 0, ...switched({ quotaMessage: 'page' }) },
        '1029 Export daily quota exceeded',
      ],
    ],
  ],
  [
    14,
    'a cancelled job',
    async (session) => (await session.cancel(await session.created())).json.result?.[0]?.['status'],
    [
      [{}, 'Cancelled'],
      [switched({ cancelledSpelling: 'Canceled' }), 'Canceled'],
    ],
  ],
  [
    15,
    'the type of a CSV file',
    async (session) => (await head(session, await session.completed({}, MINUTE)))[1],
    [
      [{}, 'text/csv;charset=UTF-8'],
      [switched({ csvContentType: 'text/csv' }), 'text/csv'],
      [switched({ csvContentType: 'application/json' }), 'application/json'],
    ],
  ],
  [
    16,
    'the rows of a window of one second, at one row a second',
    async (session) =>
      (await shown(session, await session.completed({}, SECOND)))['numberOfRecords'],
    [[{ activitiesPerDay: 86_400 }, 1]],
  ],
  [
    17,
    'more rows a day later',
    async (session) => {
      const createdAt = { startAt: '2025-06-10T00:00:00Z', endAt: '2025-06-10T11:59:59Z' };
      const counts = [];
      for (let day = 0; day < 2; day += 1) {
        counts.push(
          (await shown(session, await session.completed({}, createdAt)))['numberOfRecords'],
        );
        await session.emulator.advance(86_400);
      }
      return Number(counts[1]) > Number(counts[0]);
    },
    [
      [{ ...MANY }, false],
      [{ ...MANY, lateShare: 0.05 }, true],
    ],
  ],
  [
    18,
    'a download',
    async (session) => {
      const reply = await session.file(await session.completed());
      return reply.arrayBuffer().then(
        () => 'whole',
        () => 'cut',
      );
    },
    [
      [{}, 'whole'],
      [{ faults: [{ on: 'file', do: { cutAfterBytes: 100_000 } }] }, 'cut'],
      [{ faults: [{ on: 'file', do: { cutAfterBytes: 100_000, chunked: true } }] }, 'cut'],
    ],
  ],
  [
    19,
    'an ended token and too many calls at the file',
    async (session) => {
      const exportId = await session.completed();
      session.emulator.expireTokens();
      const expired = await read(await session.file(exportId));
      const busy = new Session(session.emulator);
      for (let call = 0; call < 100; call += 1) await busy.call('GET', `${BULK}.json`);
      const often = await read(await busy.file(exportId));
      return [expired, often].map((reply) => [reply.status, reply.json.errors?.[0]?.code]);
    },
    [
      [
        { callsPerSpan: 100 },
        [
          [200, '602'],
          [200, '606'],
        ],
      ],
      [
        { callsPerSpan: 100, ...switched({ fileRefusals: 'http' }) },
        [
          [401, undefined],
          [429, undefined],
        ],
      ],
    ],
  ],
  [
    20,
    'a token after 10 minutes',
    async (session) => {
      const exportId = await session.created();
      await session.emulator.advance(600);
      return [await code(session.status(exportId)), await code(session.status(exportId))];
    },
    [
      [{}, [undefined, undefined]],
      [{ tokenLifeSeconds: 60 }, ['602', '601']],
    ],
  ],
  [
    21,
    'a token in the query',
    async (session) => {
      const url = `${session.emulator.url}${BULK}.json?access_token=${await session.token()}`;
      return (await read(await fetch(url))).json.errors?.[0]?.code;
    },
    [
      [{}, '603'],
      [switched({ tokenInQuery: 'accepted' }), undefined],
    ],
  ],
  [
    22,
    'members that a create body does not know',
    (session) => code(session.create({ filter: { createdAt: DAY }, surplus: 1 })),
    [[{}, undefined]],
  ],
  [
    23,
    'three jobs, enqueued in order',
    async (session) => {
      for (let job = 0; job < 3; job += 1) await session.enqueue(await session.created());
      await session.emulator.advance(30);
      return session.emulator.jobs().map((job) => job.state);
    },
    [[{}, ['Processing', 'Processing', 'Queued']]],
  ],
  [
    24,
    'the call after 100 errors',
    async (session) => {
      for (let call = 0; call < 100; call += 1) await session.status('none');
      return code(session.call('GET', `${BULK}.json`));
    },
    [
      [{ callsPerSpan: 100 }, undefined],
      [{ callsPerSpan: 100, ...switched({ errorsCount: true }) }, '606'],
    ],
  ],
  [
    25,
    'what cells can hold',
    async (session) => {
      const fields = ['campaignId', 'primaryAttributeValueId', 'primaryAttributeValue'];
      const text = await session.text(await session.completed({ fields, format: 'TSV' }));
      const bare = text.replace(/"(?:[^"]|"")*"(?=\t|\n)/g, '');
      const decimal = /^\d+\.0\t/m.test(bare) || /\t\d+\.0\t/.test(bare);
      return ['\0', '\r', '"', '\u2028'].map((mark) => bare.includes(mark)).concat(decimal);
    },
    [
      [{}, [false, false, false, false, false]],
      [switched({ dirtyRows: 'all' }), [true, true, true, true, true]],
      [switched({ dirtyRows: 'nul' }), [true, false, false, false, false]],
      [switched({ dirtyRows: 'cr' }), [false, true, false, false, false]],
      [switched({ dirtyRows: 'strayQuote' }), [false, false, true, false, false]],
      [switched({ dirtyRows: 'lineSeparator' }), [false, false, false, true, false]],
      [switched({ dirtyRows: 'decimal' }), [false, false, false, false, true]],
    ],
  ],
  [
    26,
    'the bytes 0 to 99',
    range('bytes=0-99'),
    [
      [{}, [206, 100]],
      [{ faults: [{ on: 'file', do: { omitLastByte: true } }] }, [206, 99]],
    ],
  ],
  [
    27,
    'enqueue of a Cancelled job',
    async (session) => {
      const exportId = await session.created();
      await session.cancel(exportId);
      return code(session.enqueue(exportId));
    },
    [
      [{}, '1003'],
      [switched({ enqueueOfCancelled: '1029' }), '1029'],
    ],
  ],
  [
    28,
    'the status right after an enqueue, and after a cancel',
    async (session) => {
      const exportId = await session.created();
      await session.emulator.advance(1);
      await session.enqueue(exportId);
      const enqueued = await session.state(exportId);
      await session.emulator.advance(1);
      await session.cancel(exportId);
      return [enqueued, await session.state(exportId)];
    },
    [
      [{ statusLagSeconds: 60 }, ['Queued', 'Cancelled']],
      [{ statusLagSeconds: 60, ...switched({ statusLagReach: 'polls' }) }, ['Created', 'Created']],
    ],
  ],
  [
    28,
    'state and file of a job that ended 30 seconds ago',
    async (session) => {
      const exportId = await session.completed();
      return [await session.state(exportId), (await head(session, exportId))[0]];
    },
    [
      [{ statusLagSeconds: 80 }, ['Processing', 200]],
      [{ statusLagSeconds: 80, ...switched({ statusLagReach: 'file' }) }, ['Processing', 404]],
      [{ ...switched({ statusLagReach: 'file' }) }, ['Completed', 200]],
    ],
  ],
  [
    29,
    'enqueue with the queue full and the quota used up',
    async (session) => {
      const exportId = await session.created();
      session.emulator.setEnvironment({ otherTools: { queued: 10, quotaBytes: 5e8 } });
      return errorOf(await session.enqueue(exportId));
    },
    [
      [{}, '1029 Export daily quota 500MB exceeded.'],
      [switched({ enqueueChecks: 'quotaLast' }), '1029 Too many jobs in queue'],
    ],
  ],
  [
    30,
    'a range that cannot be read',
    range('bytes=0--1'),
    [
      [{}, [200, 'whole']],
      [switched({ malformedRange: 'unsatisfiable' }), [416, 31]],
    ],
  ],
  [
    31,
    'marketoGUIDs of digits alone',
    async (session) => {
      const text = await session.text(await session.completed({ fields: ['marketoGUID'] }));
      return text
        .trimEnd()
        .split('\n')
        .slice(1)
        .every((guid) => /^\d+$/.test(guid));
    },
    [
      [{}, false],
      [switched({ guids: 'digits' }), true],
    ],
  ],
  [
    32,
    'the types of TSV and SSV files',
    async (session) => [
      (await head(session, await session.completed({ format: 'TSV' }, MINUTE)))[1],
      (await head(session, await session.completed({ format: 'SSV' }, MINUTE)))[1],
    ],
    [
      [{}, ['text/tab-separated-values', 'text/csv']],
      [
        switched({ tsvContentType: 'text/plain', ssvContentType: 'text/plain' }),
        ['text/plain', 'text/plain'],
      ],
    ],
  ],
];

describe.each(rows)('§8 row %i, %s:', (_row, _what, look, readings) => {
  test.each(readings)('with %j it is %j', async (options, seen) => {
    const session = await Session.start(options);
    try {
      expect(await look(session)).toEqual(seen);
    } finally {
      await session.emulator.close();
    }
  });
});

test('every row of §8 is shown', () => {
  const known = new Set(rows.map(([row]) => row));
  expect([...known]).toEqual(Array.from({ length: 32 }, (_, index) => index + 1));
});

test.each(Object.entries(switchRows))(
  'every value of the switch %s is shown at its row',
  (name, row) => {
    const readings = rows.filter(([number]) => number === row.row).flatMap(([, , , all]) => all);
    const turned = readings.map(([options]) => Object.entries(options.switches ?? {}));
    const values = turned.flat().filter(([turnedName]) => turnedName === name);
    expect(new Set<unknown>(values.map(([, value]) => value))).toEqual(
      new Set<unknown>(row.values.slice(1)),
    );
  },
);
