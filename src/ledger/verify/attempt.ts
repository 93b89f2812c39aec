import { messageOf } from '../../domain/message-of.ts';
import type { Breach, BreachKind } from './report.ts';

/**
 * What a reading step gives; undefined when it failed, and then the breach says so. Whatever the reason (a damaged
 * document, a disk, a right that is missing), a reader of the folder would be stopped by it likewise.
 */
export async function attempt<T>(
  breaches: Breach[],
  place: { readonly kind: BreachKind; readonly key: string },
  read: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    const message = messageOf(error);
    breaches.push({ ...place, message });
    return undefined;
  }
}
