import { dirtKinds } from './data/dirt.ts';

/** A choice where Marketo documents nothing (contract §8): what the emulator does and the other readings. */
export interface SwitchRow<Value extends string | boolean> {
  /** Row of the table in the contract. */
  readonly row: number;
  /** The default first. */
  readonly values: readonly [Value, ...Value[]];
  /** Takes any other text too. */
  readonly open: boolean;
  readonly meaning: string;
}

function choice<const Value extends string | boolean>(
  row: number,
  values: readonly [Value, ...Value[]],
  meaning: string,
): SwitchRow<Value> {
  return { row, values, open: false, meaning };
}

function text(row: number, values: readonly [string, ...string[]], meaning: string) {
  return { row, values, open: true, meaning } satisfies SwitchRow<string>;
}

const ON_OFF = [false, true] as const;
const DIRT = ['off', 'all', ...dirtKinds] as const;

/** Every switch. Each default can be turned, so that a client can be tried against all readings. */
export const switchRows = {
  wrongFilter: choice(
    1,
    ['refused', 'failedJob'],
    'A filter that breaks a rule: error, or a job that fails',
  ),
  unreadableDate: choice(1, ['1003', '1001', '704'], 'Code for a date that cannot be read'),
  missingFilter: choice(2, ['1003', '1002'], 'Code for a missing filter or createdAt'),
  unknownJobCode: choice(3, ['610', '1003', '1013'], 'Code for an unknown or foreign exportId'),
  cancelOfTerminal: choice(5, ['refused', 'success'], 'Answer to cancelling a job that has ended'),
  badRange: choice(
    6,
    ['unsatisfiable', 'whole', 'clipped'],
    'A range that starts at or past the end: 416, 200, or 206 with the last byte',
  ),
  emptyFile: choice(7, ['header', 'empty'], 'File of a window without rows'),
  queuedAtWhenCreated: choice(
    8,
    ON_OFF,
    'Show queuedAt from creation on, as the pages’ samples do',
  ),
  absentMembers: choice(
    9,
    ['omitted', 'null'],
    'Job members that are not due: left out, or null as the schema says',
  ),
  quotaMessage: choice(
    13,
    ['live', 'page'],
    'Quota error with the number of MB, or as the page words it',
  ),
  cancelledSpelling: choice(14, ['Cancelled', 'Canceled'], 'Spelling of the cancelled state'),
  csvContentType: text(
    15,
    ['text/csv;charset=UTF-8', 'text/csv', 'application/json'],
    'Content-Type of a CSV file',
  ),
  fileRefusals: choice(
    19,
    ['envelope', 'http'],
    'Token and rate trouble at file.json: envelope with HTTP 200, or plain HTTP 401 and 429',
  ),
  tokenInQuery: choice(
    21,
    ['refused', 'accepted'],
    'access_token in the query, as before 2026-08-31',
  ),
  errorsCount: choice(24, ON_OFF, 'Error answers count towards rate and daily calls'),
  dirtyRows: choice(25, DIRT, 'Rows as badly written as some were seen, of every kind or of one'),
  enqueueOfCancelled: choice(27, ['1003', '1029'], 'Code for enqueuing a cancelled job'),
  statusLagReach: choice(
    28,
    ['workers', 'polls', 'file'],
    'What shows late: what workers did, also enqueue and cancel, or the file too',
  ),
  enqueueChecks: choice(29, ['quotaFirst', 'quotaLast'], 'Order of quota and queue at enqueue'),
  malformedRange: choice(
    30,
    ['whole', 'unsatisfiable'],
    'A Range header that cannot be read: ignored, or 416',
  ),
  guids: choice(
    31,
    ['mixed', 'digits'],
    'marketoGUID: digits, long hex and look-alikes of numbers, or digits only',
  ),
  tsvContentType: text(
    32,
    ['text/tab-separated-values', 'text/plain'],
    'Content-Type of a TSV file',
  ),
  ssvContentType: text(32, ['text/csv', 'text/plain'], 'Content-Type of an SSV file'),
};

type Rows = typeof switchRows;
export type SwitchName = keyof Rows;

/** The switches with a value each. */
export type Switches = {
  readonly [Name in SwitchName]: Rows[Name] extends SwitchRow<infer Value> ? Value : never;
};

/** Applies the defaults; throws for a name or value that does not exist. */
export function resolveSwitches(turned: Partial<Switches> = {}): Switches {
  const defaults = Object.entries(switchRows).map(([name, { values }]) => [name, values[0]]);
  for (const [name, value] of Object.entries(turned)) checkSwitch(name, value);
  // The entries are those of the table, whose type Switches is made from.
  return { ...(Object.fromEntries(defaults) as Switches), ...turned };
}

/** Reads `name=value`, as the command line has it. */
export function readSwitch(argument: string): Partial<Switches> {
  const [, name = '', word = ''] = /^([^=]*)=(.*)$/.exec(argument) ?? [];
  const value = word === 'true' || word === 'false' ? word === 'true' : word;
  checkSwitch(name, value);
  return { [name]: value };
}

function checkSwitch(name: string, value: unknown): void {
  const row: SwitchRow<string | boolean> | undefined = Object.entries(switchRows).find(
    ([known]) => known === name,
  )?.[1];
  if (row === undefined) {
    throw new RangeError(`No switch '${name}'; there are ${Object.keys(switchRows).join(', ')}`);
  }
  if (row.values.some((known) => known === value)) return;
  if (row.open && typeof value === 'string' && value !== '') return;
  throw new RangeError(
    `Switch ${name} cannot be '${String(value)}'; it is ${row.values.join(', ')}`,
  );
}
