/** Connects, listens, and stops in good order. Settings: `TEMPORAL_*`, `EXTRACT_TASK_QUEUE`, `PORT`. */
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { connectTemporal, DEFAULT_TASK_QUEUE } from 'marketo-activity-extract';
import { createService } from './service.ts';

const { PORT = '8090', EXTRACT_TASK_QUEUE: taskQueue = DEFAULT_TASK_QUEUE } = process.env;
const { client, close } = await connectTemporal();
const log = (line: string) => console.log(line);
const { fetch } = createService({ client, taskQueue, log });
const server = serve(
  { fetch, port: Number(PORT), hostname: '127.0.0.1' },
  ({ port }: AddressInfo) => log(`Listening on http://127.0.0.1:${port}`),
);

process.once('SIGTERM', stop).once('SIGINT', stop);

/** Extractions go on: they live in Temporal. */
function stop(): void {
  server.close(() => void close());
  if ('closeAllConnections' in server) server.closeAllConnections(); // streams of events have no end of their own
}
