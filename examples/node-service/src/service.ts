/** HTTP in front of extractions. Put your own authentication before it. */
import type { Client } from '@temporalio/client';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import {
  ExtractNotFoundError,
  joinExtract,
  parseRequest,
  startExtract,
  TemporalUnreachableError,
} from 'marketo-activity-extract';
import { streamEvents } from './events.ts';

export interface ServiceParts {
  readonly client: Client;
  readonly taskQueue: string;
  readonly log: (line: string) => void;
}

const LARGEST_REQUEST_BYTES = 256 * 1024;

export function createService({ client, taskQueue, log }: ServiceParts): Hono {
  const app = new Hono();

  app.post('/extracts', bodyLimit({ maxSize: LARGEST_REQUEST_BYTES }), async (context) => {
    const parsed = parseRequest(parseJson(await context.req.text()));
    if (!parsed.ok) return context.json({ error: 'InvalidRequest', faults: parsed.faults }, 400);
    const extract = await startExtract(client, parsed.request, { taskQueue });
    const { workflowId: id, joined } = extract;
    const url = `/extracts/${encodeURIComponent(id)}`;
    return context.json({ id, joined, url, events: `${url}/events` }, 202, { location: url });
  });

  /** The progress while it runs, then how it ended. */
  app.get('/extracts/:id', async (context) => {
    const extract = await joinExtract(client, context.req.param('id'));
    const progress = await extract.progress();
    return context.json(progress.state === 'running' ? progress : await extract.outcome());
  });

  app.get('/extracts/:id/events', async (context) =>
    streamEvents(context, await joinExtract(client, context.req.param('id')), log),
  );

  /** 202: it is being cancelled, its jobs at Marketo too; ask again for what came of each. 409: it had ended. */
  app.delete('/extracts/:id', async (context) => {
    const extract = await joinExtract(client, context.req.param('id'));
    const cancelling = await extract.cancel();
    return context.json({ id: extract.workflowId, cancelling }, cancelling ? 202 : 409);
  });

  app.onError((error, context) => {
    if (error instanceof HTTPException) return error.getResponse();
    const status = statusOf(error);
    if (status === 500) log(`${context.req.method} ${context.req.path}: ${error.message}`);
    return context.json({ error: error.name, message: error.message }, status);
  });
  return app;
}

/** What is no JSON is a text, which is no request either: the faults say so. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function statusOf(error: Error): ContentfulStatusCode {
  if (error instanceof ExtractNotFoundError) return 404;
  return error instanceof TemporalUnreachableError ? 503 : 500;
}
