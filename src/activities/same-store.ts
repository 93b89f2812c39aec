import { ApplicationFailure } from '@temporalio/common';
import { FAILURE } from '../interface/names.ts';
import type { RunContext } from '../interface/steps.ts';
import type { Dependencies } from './dependencies.ts';

/**
 * A `file:` destination must be one folder seen by all workers of a queue. A run begun on another store would look
 * unpaid here and be bought again, so every step that touches the store compares ids first.
 */
export async function requireSameStore(
  { store, hostName }: Pick<Dependencies, 'store' | 'hostName'>,
  run: RunContext,
): Promise<void> {
  const here = await store.identity({ create: false });
  if (here === run.storeId) return;
  throw ApplicationFailure.create({
    type: FAILURE.wrongStore,
    nonRetryable: false,
    message:
      `This run keeps its files in the store ${run.storeId}, but the worker on ${hostName} serves ` +
      `${store.uri} (${here === undefined ? 'no store yet' : `store ${here}`}). Give every worker of this task queue ` +
      'the same EXTRACT_DESTINATION, a folder that all of them see; the run then goes on by itself.',
  });
}

/** Before anything is written: an empty folder in the place of a mount that is missing would be taken for a new store. */
export async function requireExpectedStore({
  store,
  expectedStoreId,
  hostName,
}: Pick<Dependencies, 'store' | 'expectedStoreId' | 'hostName'>): Promise<void> {
  if (expectedStoreId === undefined) return;
  const here = await store.identity({ create: false });
  if (here === expectedStoreId) return;
  throw ApplicationFailure.create({
    type: FAILURE.wrongStore,
    nonRetryable: false,
    message:
      `The worker on ${hostName} is to work on the store ${expectedStoreId} (EXTRACT_STORE_ID), but at ${store.uri} ` +
      `there is ${here === undefined ? 'no store' : `the store ${here}`}. Is its volume mounted? The run goes on by itself ` +
      'once the store is there.',
  });
}
