import type { CreateAnswer, WindowInput } from '../interface/steps.ts';
import type { CreateExportBody } from '../marketo/types.ts';
import { clientOf } from './client-of.ts';
import { defineActivity } from './define-activity.ts';
import type { Dependencies } from './dependencies.ts';
import { requireOpenOwner } from './open-owner.ts';
import { orLimit } from './limits.ts';

/**
 * Creates the window's job at Marketo, not yet enqueued: it costs no queue place and no quota. Once sent, the call
 * runs to its end, so that a cancelled create still yields the id of the job that it made.
 */
export function createJobActivity(parts: Pick<Dependencies, 'marketo' | 'runs' | 'hostName'>) {
  return defineActivity<WindowInput, CreateAnswer>('beforePaying', async (input, { signal }) => {
    await requireOpenOwner(parts, input);
    return orLimit(async () => {
      const marketo = clientOf(parts, input.run);
      const { value: job } = await marketo.createExport(createBody(input), { signal });
      return { answer: 'created', exportId: job.exportId };
    });
  });
}

function createBody({ run: { request }, window }: WindowInput): CreateExportBody {
  const { query } = request;
  return {
    filter: {
      createdAt: { startAt: window.startAt, endAt: window.endAt },
      ...presentList('activityTypeIds', query.activityTypeIds),
      ...presentList('primaryAttributeValueIds', query.primaryAttributeValueIds),
      ...presentList('primaryAttributeValues', query.primaryAttributeValues),
    },
    fields: query.fields,
    format: query.format,
    ...(Object.keys(query.columnHeaderNames).length > 0
      ? { columnHeaderNames: query.columnHeaderNames }
      : {}),
  };
}

/** An empty list would filter everything away or be refused; absent means unfiltered. */
function presentList<Name extends string, Item>(name: Name, items: readonly Item[]) {
  return (items.length > 0 ? { [name]: items } : {}) as Partial<Record<Name, readonly Item[]>>;
}
