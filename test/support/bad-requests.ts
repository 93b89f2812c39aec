/** Requests that every door must refuse, as the JSON text that somebody may send. */

export interface BadRequest {
  readonly what: string;
  readonly json: string;
  /** Of at least one of its faults; empty for the request as a whole. */
  readonly path: string;
}

const PERIOD = { startAt: '2026-10-01T00:00:00Z', endAt: '2026-10-31T23:59:59Z' };
const START = 'filter.createdAt.startAt';
const NAMES = 'filter.primaryAttributeValues[0]';
const HEADER = 'columnHeaderNames.leadId';

/** A right request with `value`, a JSON text, at `path`. */
function withValue(path: string, value: string): string {
  if (path === '') return value;
  const mark = '\u2603';
  const request = {
    filter: { createdAt: { ...PERIOD }, activityTypeIds: [2] },
    fields: ['leadId', 'campaignId'],
  };
  const steps = path.split(/\.|\[|\]/).filter((step) => step !== '');
  let at: Record<string, unknown> = request;
  for (const [index, step] of steps.entries()) {
    const last = index === steps.length - 1;
    const next = steps[index + 1] ?? '';
    if (last) put(at, step, mark);
    else put(at, step, at[step] ?? (/^\d/.test(next) ? [] : {}));
    at = at[step] as Record<string, unknown>;
  }
  return JSON.stringify(request).replace(JSON.stringify(mark), () => value);
}

/** Also for `__proto__`, which an assignment would not make a member. */
function put(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

const TYPES = ['null', 'true', '7', '-0.5', '"?"', '[]', '{}', '[[]]'];

/** By path: the values among `TYPES` that are right there. */
const RIGHT: Readonly<Record<string, readonly string[]>> = {
  '': [],
  filter: [],
  'filter.createdAt': [],
  [START]: [],
  'filter.createdAt.endAt': [],
  'filter.activityTypeIds': [],
  'filter.activityTypeIds[0]': ['7'],
  'filter.primaryAttributeValueIds': [],
  'filter.primaryAttributeValueIds[0]': ['7'],
  'filter.primaryAttributeValues': [],
  [NAMES]: ['"?"'],
  fields: ['null'],
  'fields[0]': [],
  format: ['null'],
  version: ['7'], // a newer one
  instance: [],
  dataset: [],
  windowSize: [],
  concurrency: ['7'],
  settle: [],
  refresh: ['true'],
  asOf: [],
  columnHeaderNames: ['null', '{}'],
  columnHeaderName: ['null', '{}'],
  [HEADER]: ['"?"'],
};

const wrongTypes = Object.entries(RIGHT).flatMap(([path, right]) =>
  TYPES.filter((value) => !right.includes(value)).map((value) => ({
    what: `${value} as ${path || 'the request'}`,
    json: withValue(path, value),
    path: value === '[[]]' && /(Ids|Values|fields)$/.test(path) ? `${path}[0]` : path,
  })),
);
// An object without members is an object: what is wrong is what it lacks.
const LACKING: Readonly<Record<string, string>> = {
  '': 'filter',
  filter: 'filter.createdAt',
  'filter.createdAt': START,
};

function textsAt(path: string, kind: string, texts: readonly string[]): BadRequest[] {
  return texts.map((text) => {
    const value = JSON.stringify(text);
    const shown = value.length > 50 ? `${value.slice(0, 9)}…, ${text.length} letters` : value;
    return { what: `${kind} ${shown}`, json: withValue(path, value), path };
  });
}

const pathTricks = textsAt('dataset', 'the dataset', [
  ...[
    '..',
    '.',
    '../x',
    '../../etc/passwd',
    '/etc',
    'a/b',
    'a/../b',
    'a\\b',
    'C:\\x',
    '~',
    '~root',
  ],
  ...[
    'a%2fb',
    '%2e%2e',
    'a b',
    ' a',
    'a\n',
    'a\0',
    'a\0.csv',
    'é',
    '\uff0e\uff0e',
    '\u202egnp',
    '😀',
  ],
  ...['.hidden', '.claims', '.staging', '-x', '_x', '__proto__', '$(id)', 'a;b', 'a:b', '*', 'a?b'],
  ...['\ud800', 'x'.repeat(65), 'x'.repeat(100_000)],
]);

const oddDates = textsAt(START, 'the start', [
  ...[
    '2026-02-29T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2100-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
  ],
  ...[
    '2026-02-30T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-13-10T00:00:00Z',
  ],
  ...[
    '0000-01-01T00:00:00Z',
    '0004-02-29T00:00:00Z',
    '1969-12-31T23:59:59Z',
    '9999-12-31T23:59:59Z',
  ],
  ...['10000-01-01T00:00:00Z', '+002026-10-01T00:00:00Z', '-002026-10-01T00:00:00Z', '2026-10-01'],
  ...[
    '2026-10-01T24:00:00Z',
    '2016-12-31T23:59:60Z',
    '2026-10-01T00:60:00Z',
    '2026-10-01T00:00:00',
  ],
  ...[
    '2026-10-01T00:00:00+25:00',
    '2026-10-01T00:00:00+01:60',
    '2026-10-01T00:00:00+1:00',
    '2026W401',
  ],
  ...[
    '2026-10-01T00:00:00Z ',
    ' 2026-10-01T00:00:00Z',
    '2026-10-01T00:00:00Z\n',
    '2026-10-01T00:00:00Z\0',
  ],
  ...[
    '２０２６-10-01T00:00:00Z',
    '2026-10-01T00:00:00−01:00',
    '2026-274T00:00:00Z',
    '1790812800',
    'now',
    'P1D',
  ],
]);

const oddDurations = textsAt('windowSize', 'a window of', [
  ...[
    'P',
    'PT',
    'P1M',
    'P1Y',
    'P32D',
    'PT59M',
    'PT0S',
    '-P1D',
    '+P1D',
    'P1DT',
    'P1,5D',
    'PT3600.5S',
  ],
  ...['P1D ', 'P١D', '7d', 'P1D\0', 'P99999999999999999999D', 'P1e2D'],
]);

const PROTOTYPE_MEMBERS = [
  ...[
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'then',
    'toJSON',
    'valueOf',
  ],
];

const prototypeKeys = PROTOTYPE_MEMBERS.flatMap((name) =>
  ['', 'filter.', 'filter.createdAt.', 'columnHeaderNames.'].map((parent) => ({
    what: `the member ${parent}${name}`,
    json: withValue(`${parent}${name}`, '{"version": 9, "startAt": "2026-10-01T00:00:00Z"}'),
    path: `${parent}${name}`,
  })),
);

const oddTexts = [
  ...textsAt(NAMES, 'the asset', [
    '',
    ' ',
    'a\0b',
    '\0',
    'a\ud800',
    '\udc00b',
    '\udc00\ud800',
    'x'.repeat(1_001),
  ]),
  ...textsAt(HEADER, 'the header', [
    '',
    '\t',
    'a\nb',
    'a\r',
    'a\0b',
    '\ud800',
    'x\udfff',
    'x'.repeat(1_001),
  ]),
];

const oddNumbers = ['0', '-1', '1.5', '1e999', '-1e999', '9007199254740993', '1e-7', '37'].map(
  (number) => ({
    what: `the activity type ${number}`,
    json: withValue('filter.activityTypeIds[0]', number),
    path: 'filter.activityTypeIds[0]',
  }),
);

const giants = [
  { what: '1,001 ids', path: 'filter.activityTypeIds', value: numbers(1_001) },
  { what: '100,000 ids', path: 'filter.activityTypeIds', value: numbers(100_000) },
  { what: '51 assets', path: 'filter.primaryAttributeValueIds', value: numbers(51) },
  { what: 'a header of 100,000 letters', path: HEADER, value: `"${'x'.repeat(100_000)}"` },
].map(({ what, path, value }) => ({ what, path, json: withValue(path, value) }));

function numbers(count: number): string {
  return JSON.stringify(Array.from({ length: count }, (_, index) => index + 1));
}

export const BAD_REQUESTS: readonly BadRequest[] = [
  ...wrongTypes.map((bad) =>
    bad.json === withValue(bad.path, '{}') ? { ...bad, path: LACKING[bad.path] ?? bad.path } : bad,
  ),
  ...pathTricks,
  ...oddDates,
  ...oddDurations,
  ...prototypeKeys,
  ...oddTexts,
  ...oddNumbers,
  ...giants,
];

/** One of each kind, for doors where two hundred would take too long. */
export const TEN_BAD_REQUESTS: readonly BadRequest[] = [
  pick('[] as the request'),
  pick('"?" as filter'),
  pick('the dataset "../../etc/passwd"'),
  pick('the dataset "__proto__"'),
  pick('the start "2025-02-29T00:00:00Z"'),
  pick('a window of "P1M"'),
  pick('the member __proto__'),
  pick('the member filter.constructor'),
  pick('the asset "a\\u0000b"'),
  pick('the header "\\ud800"'),
];

function pick(title: string): BadRequest {
  const found = BAD_REQUESTS.find(({ what }) => what === title);
  if (found === undefined) throw new Error(`No such bad request: ${title}`);
  return found;
}
