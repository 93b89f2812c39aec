import { formatInstant } from '../domain/instant.ts';
import type { SearchAttributeName } from '../interface/names.ts';
import type { AcceptedRequest } from '../interface/request.ts';
import type { ResolvedRequest } from '../interface/resolved.ts';
import type { RefreshMemo, ResolveInput, RunContext } from '../interface/steps.ts';
import { deriveWorkflowId } from '../interface/workflow-id.ts';
import { reasonOf } from '../client/service-errors.ts';
import { acceptRequest } from './accept-request.ts';
import type { ActivityTypeNames } from './activity-type-names.ts';
import { clientOf } from './client-of.ts';
import { type ActivityScope, defineActivity } from './define-activity.ts';
import type { Dependencies } from './dependencies.ts';
import { requireExpectedStore } from './same-store.ts';

type Parts = Pick<
  Dependencies,
  'marketo' | 'store' | 'expectedStoreId' | 'ledger' | 'policy' | 'runs' | 'hostName'
> & { readonly typeNames: ActivityTypeNames };

/** Names go into the input of every step: more than anybody reads would only make histories longer. */
const MOST_NAMES = 20;

/** Validates, fills in defaults, binds the dataset, and records the policy and the store that the run goes by. */
export function resolveRequestActivity(parts: Parts) {
  return defineActivity<ResolveInput, RunContext>('beforePaying', async (input, scope) => {
    const accepted = acceptRequest(input.request, {
      referenceTime: new Date(input.referenceTimeMs),
      instances: parts.marketo.names,
    });
    await requireExpectedStore(parts);
    const refreshMemo = await refreshInstant(parts, accepted, input, scope);
    const request = withRefresh(accepted, refreshMemo);
    await bindDataset(parts, request, input.dryRun);
    const storeId = await parts.store.identity({ create: !input.dryRun });
    return {
      request,
      policy: parts.policy,
      storeId: storeId ?? '',
      ...(refreshMemo === undefined ? {} : { refreshMemo }),
      ...(input.dryRun ? {} : await forReaders(parts, request, scope)),
    };
  });
}

/** What makes the run easier to find and to read in the Temporal UI; without it, it runs all the same. */
async function forReaders(
  { runs, typeNames }: Parts,
  { instance, query }: ResolvedRequest,
  { log }: Pick<ActivityScope, 'log'>,
): Promise<Pick<RunContext, 'searchAttributes' | 'activityTypeNames'>> {
  const ids = query.activityTypeIds.slice(0, MOST_NAMES);
  const [searchAttributes, activityTypeNames] = await Promise.all([
    usableSearchAttributes(runs, log),
    ids.length === 0 ? {} : typeNames.soon(instance, ids),
  ]);
  return {
    ...(searchAttributes.length === 0 ? {} : { searchAttributes }),
    ...(Object.keys(activityTypeNames).length === 0 ? {} : { activityTypeNames }),
  };
}

/** Only these may be set: another one would block the run's workflow task for ever. */
async function usableSearchAttributes(
  runs: Parts['runs'],
  log: ActivityScope['log'],
): Promise<SearchAttributeName[]> {
  try {
    const all = await runs.searchAttributes();
    for (const { name, state, registeredType } of all) {
      if (state !== 'otherType') continue;
      log.warn('a search attribute of another type is left unset', { name, registeredType });
    }
    return all.filter(({ state }) => state === 'registered').map(({ name }) => name);
  } catch (error) {
    log.warn('search attributes are left unset: Temporal does not tell which there are', {
      reason: reasonOf(error),
    });
    return [];
  }
}

/**
 * `refresh: true` means "exported before the first run's start", by Marketo's clock, because it is held against job
 * times. A run that is reset, or started again after it failed half-way, must come to the same instant: otherwise it
 * would buy again what it has exported anew already.
 */
async function refreshInstant(
  parts: Parts,
  { request, refresh }: AcceptedRequest,
  { startTimeMs, self }: ResolveInput,
  { signal, scheduledMs }: Pick<ActivityScope, 'signal' | 'scheduledMs'>,
): Promise<RefreshMemo | undefined> {
  if (refresh !== true) return undefined;
  const of = deriveWorkflowId(request, refresh); // names all that decides what is exported
  const unfinished = await parts.runs.unfinishedRefresh(self, of);
  if (unfinished !== undefined) return { refreshBefore: unfinished, of };
  // Both of Temporal's clock: this worker's may be wrong.
  const sinceStartMs = Math.max(0, scheduledMs - startTimeMs);
  const startByMarketo =
    (await clientOf(parts, { request }).serverTimeMs({ signal })) - sinceStartMs;
  return { refreshBefore: formatInstant(startByMarketo / 1000), of };
}

function withRefresh(
  { request, refresh }: AcceptedRequest,
  memo: RefreshMemo | undefined,
): ResolvedRequest {
  const refreshBefore = memo?.refreshBefore ?? (typeof refresh === 'string' ? refresh : undefined);
  return refreshBefore === undefined ? request : { ...request, refreshBefore };
}

function bindDataset({ ledger }: Parts, request: ResolvedRequest, dryRun: boolean): Promise<void> {
  return dryRun
    ? ledger.checkDataset(request, request.query)
    : ledger.bindDataset(request, request.query);
}
