import { toWorkflowFailure } from './failures.ts';

/**
 * The frame of every workflow: nothing but a named failure leaves it, from the first line on. A plain error, a wrong
 * argument's TypeError for one, would block the workflow task for ever (temporal.md §0.9).
 */
export async function guarded<T>(body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    throw toWorkflowFailure(error);
  }
}
