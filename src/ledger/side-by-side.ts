/** Documents of many windows at once: in a bucket each is a round trip, and one after the other they add up to minutes. */
import PQueue from 'p-queue';

/** Fewer than a bucket's client has connections, and as many calls as a store answers without asking for fewer. */
const AT_ONCE = 16;

/** `read` of every item, in the items' order. Rejects with the first failure; what has not begun by then does not begin. */
export async function sideBySide<T, R>(
  items: readonly T[],
  read: (item: T) => Promise<R>,
): Promise<R[]> {
  const queue = new PQueue({ concurrency: AT_ONCE });
  try {
    return await queue.addAll(items.map((item) => () => read(item)));
  } finally {
    queue.clear();
  }
}
