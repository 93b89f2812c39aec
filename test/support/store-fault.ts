import { StoreError } from '../../src/store/store-error.ts';

/** What the step fails with. Throws when it does not fail, or with something else. */
export async function faultOf(step: Promise<unknown>): Promise<StoreError> {
  const thrown: unknown = await step.then(
    () => new Error('nothing failed'),
    (error: unknown) => error,
  );
  if (!(thrown instanceof StoreError)) throw new Error('expected a StoreError', { cause: thrown });
  return thrown;
}
