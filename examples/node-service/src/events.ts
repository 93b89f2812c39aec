/** Server-sent events: `progress` whenever something has changed, and at last one `end` with the outcome. */
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { ExtractHandle } from 'marketo-activity-extract';

export function streamEvents(
  context: Context,
  extract: ExtractHandle,
  log: (line: string) => void,
): Response {
  return streamSSE(context, async (stream) => {
    const gone = new AbortController();
    stream.onAbort(() => gone.abort());
    const { signal } = gone;
    const send = (event: string, data: string) => stream.writeSSE({ event, data });
    let sent = '';
    for await (const progress of extract.watch({ signal })) {
      const data = JSON.stringify(progress);
      if (data !== sent) await send('progress', data);
      sent = data;
    }
    if (signal.aborted) log(`Nobody listens any more to ${extract.workflowId}`);
    else await send('end', JSON.stringify(await extract.outcome()));
  });
}
