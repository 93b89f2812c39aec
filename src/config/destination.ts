/** The destination as a setting: the store says what is one, this says which variable is wrong. */
import type { Fault } from '../interface/fault.ts';
import { DestinationError, parseDestination } from '../store/destination.ts';
import type { Destination } from '../store/destination.ts';

export function readDestination(
  text: string | undefined,
  cwd: string,
  faults: Fault[],
): Destination | undefined {
  if (text === undefined) return undefined;
  try {
    return parseDestination(text, cwd);
  } catch (cause) {
    if (!(cause instanceof DestinationError)) throw cause;
    faults.push({ path: 'EXTRACT_DESTINATION', message: cause.message });
    return undefined;
  }
}
