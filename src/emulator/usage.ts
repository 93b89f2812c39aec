import { userName } from './identity/api-user.ts';
import { DAY_MS } from './limits.ts';
import { quotaDay, type QuotaZone } from './quota-day.ts';

/** Calls of one day by user, and errors by code. */
interface DayCounts {
  readonly users: Map<string, number>;
  readonly errors: Map<string, number>;
}

/** What the statistics calls tell: calls that counted, and errors, of each day of the quota. */
export class Usage {
  readonly #zone: QuotaZone;
  readonly #days = new Map<string, DayCounts>();

  constructor(zone: QuotaZone) {
    this.#zone = zone;
  }

  /** A call is over: with an error, or as one that counts for its user. */
  record(nowMs: number, user: string | null, errorCode: string | null): void {
    const { users, errors } = this.#on(quotaDay(nowMs, this.#zone));
    if (errorCode !== null) increment(errors, errorCode);
    else if (user !== null) increment(users, userName(user));
  }

  /** The last days, today first, as `stats/usage` has them. */
  usage(nowMs: number, days: number) {
    return this.#last(nowMs, days).map(([date, { users }]) => ({
      date,
      total: total(users),
      users: [...users].map(([userId, count]) => ({ userId, count })),
    }));
  }

  /** The last days, today first, as `stats/errors` has them. */
  errors(nowMs: number, days: number) {
    return this.#last(nowMs, days).map(([date, { errors }]) => ({
      date,
      total: total(errors),
      errors: [...errors].map(([errorCode, count]) => ({ errorCode, count })),
    }));
  }

  #on(day: string): DayCounts {
    const known = this.#days.get(day) ?? { users: new Map(), errors: new Map() };
    this.#days.set(day, known);
    return known;
  }

  #last(nowMs: number, days: number): [string, DayCounts][] {
    const noon = Date.parse(`${quotaDay(nowMs, this.#zone)}T12:00:00Z`);
    return Array.from({ length: days }, (_, back) => {
      const day = new Date(noon - back * DAY_MS).toISOString().slice(0, 10);
      return [day, this.#on(day)];
    });
  }
}

function increment(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function total(counts: Map<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
