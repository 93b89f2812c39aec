import { marketoTime } from '../clock.ts';
import { mix } from '../data/mix.ts';
import { DAY_MS, SECOND_MS } from '../limits.ts';

/** A row before it is written: a value for each field. */
export type FileRecord = Readonly<Record<string, string | number | boolean | null>>;

/** Leads of the subscription: those that activities are about. */
export const LEADS = 50_000;
const FIRST_ID = 100_000;
/** One lead is created every three hours since 2010. */
const STEP_SECONDS = 10_800;
const EPOCH_SECOND = Date.UTC(2010, 0, 1) / SECOND_MS;
const LONGEST_UPDATE_SECONDS = (400 * DAY_MS) / SECOND_MS;

const firstNames = ['Ann', 'José', '太郎', 'Zoë', 'O’Brien'];
const lastNames = ['Smith, Jr.', 'Größe', '山田', 'García', 'Lee "Lou"'];

/** A lead as it is at some second. */
export interface Lead {
  readonly id: number;
  readonly createdSecond: number;
  /** Of the last update, which is the creation while there was none. */
  readonly updatedSecond: number;
}

/** The lead with this number at a second; undefined before its creation. */
export function leadAt(number: number, second: number): Lead | undefined {
  const createdSecond = EPOCH_SECOND + number * STEP_SECONDS;
  if (createdSecond > second) return undefined;
  const changedSecond = createdSecond + (mix(FIRST_ID, number) % LONGEST_UPDATE_SECONDS);
  const updatedSecond = changedSecond > second ? createdSecond : changedSecond;
  return { id: FIRST_ID + number, createdSecond, updatedSecond };
}

/** What a file says about a lead, by REST name. */
export function leadRecord({ id, createdSecond, updatedSecond }: Lead): FileRecord {
  const dice = mix(FIRST_ID + 1, id);
  return {
    id,
    email: dice % 9 === 0 ? null : `lead${id}@example.invalid`,
    firstName: firstNames[dice % firstNames.length] ?? null,
    lastName: lastNames[(dice >>> 8) % lastNames.length] ?? null,
    company: `Company ${id % 500}`,
    title: dice % 4 === 0 ? null : 'Buyer',
    leadScore: dice % 100,
    unsubscribed: dice % 20 === 0,
    createdAt: marketoTime(createdSecond * SECOND_MS),
    updatedAt: marketoTime(updatedSecond * SECOND_MS),
  };
}
