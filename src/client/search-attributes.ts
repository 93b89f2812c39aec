/** The search attributes that runs and windows can be listed by: what a namespace has of them, and registering them. */
import { isGrpcServiceError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../interface/names.ts';
import type { SearchAttributeName } from '../interface/names.ts';
import { SearchAttributesRefusedError } from './errors.ts';
import { untilTrue } from './schedules/until-true.ts';
import { isAway, reasonOf, unreachable } from './service-errors.ts';

export interface SearchAttribute {
  readonly name: SearchAttributeName;
  /** The one that it needs. */
  readonly type: 'Keyword';
  /** `otherType`: registered, but not to be used by this product. */
  readonly state: 'registered' | 'missing' | 'otherType';
  /** The type that the namespace has it registered with; absent when it is missing. */
  readonly registeredType?: string;
}

export interface RegisteredSearchAttribute extends SearchAttribute {
  /** True when this call has registered it; false when it was there. */
  readonly added: boolean;
}

const NAMES: readonly SearchAttributeName[] = Object.values(SEARCH_ATTRIBUTES);
/** `IndexedValueType` of Temporal's API, by number; its enums are no part of the client package. */
const TYPES = ['', 'Text', 'Keyword', 'Int', 'Double', 'Bool', 'Datetime', 'KeywordList'] as const;
const DEADLINE_MS = 10_000;

/**
 * What the client's namespace has of them.
 *
 * @throws SearchAttributesRefusedError when Temporal does not tell
 * @throws TemporalUnreachableError
 */
export async function listSearchAttributes(client: Client): Promise<SearchAttribute[]> {
  const { namespace } = client.options;
  const { customAttributes } = await asked(client, 'list', () =>
    client.connection.operatorService.listSearchAttributes({ namespace }),
  );
  return NAMES.map((name) => standing(name, customAttributes[name]));
}

function standing(name: SearchAttributeName, registered: unknown): SearchAttribute {
  const registeredType = TYPES[Number(registered ?? 0)] ?? 'unknown';
  if (registeredType === '') return { name, type: 'Keyword', state: 'missing' };
  const state = registeredType === 'Keyword' ? 'registered' : 'otherType';
  return { name, type: 'Keyword', state, registeredType };
}

/**
 * Registers those that are missing and answers what the namespace has of all; those of another type stay as they are.
 * Calling it again changes nothing.
 *
 * @throws SearchAttributesRefusedError when Temporal does not let this client, or has no room for more
 * @throws TemporalUnreachableError
 */
export async function registerSearchAttributes(
  client: Client,
): Promise<RegisteredSearchAttribute[]> {
  const before = await listSearchAttributes(client);
  const missing = before.filter(({ state }) => state === 'missing').map(({ name }) => name);
  const added = (name: SearchAttributeName) => missing.includes(name);
  if (missing.length > 0) await register(client, missing);
  // Temporal takes a registration over a moment after it has said yes.
  const after = await untilTrue(
    () => listSearchAttributes(client),
    (all) => all.every(({ state }) => state !== 'missing'),
  );
  return after.map((attribute) => ({ ...attribute, added: added(attribute.name) }));
}

async function register(client: Client, names: readonly SearchAttributeName[]): Promise<void> {
  const keyword = TYPES.indexOf('Keyword');
  const searchAttributes = Object.fromEntries(names.map((name) => [name, keyword]));
  const { namespace } = client.options;
  await asked(client, 'register', () =>
    client.connection.operatorService.addSearchAttributes({ namespace, searchAttributes }),
  );
}

async function asked<T>(
  client: Client,
  to: 'list' | 'register',
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await client.connection.withDeadline(Date.now() + DEADLINE_MS, call);
  } catch (error) {
    if (isAway(error)) throw unreachable(client, reasonOf(error), error);
    if (!isGrpcServiceError(error)) throw error;
    throw new SearchAttributesRefusedError(to, client.options.namespace, error.details, {
      cause: error,
    });
  }
}
