import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { STATUS_QUERY } from '../interface/names.ts';
import type { ExtractStatus, WindowStatus } from '../interface/status.ts';
import type { Transfer, WindowProgress } from './progress.ts';

const READ_TIMEOUT_MS = 3_000;

/** Asks every window in flight (at most the request's concurrency). One that does not answer is left out. */
export async function readWindows(
  client: Client,
  { windows }: ExtractStatus,
): Promise<WindowProgress[]> {
  const running = windows.filter(({ phase }) => phase === 'running');
  const readings = running.map(async ({ workflowId }) =>
    workflowId === undefined ? undefined : readWindow(client, workflowId),
  );
  const read = (await Promise.all(readings)).filter((window) => window !== undefined);
  return read.toSorted((a, b) => (a.status.startAt < b.status.startAt ? -1 : 1));
}

/** By id without run id: a window that continued as new is still the same window. */
async function readWindow(client: Client, workflowId: string): Promise<WindowProgress | undefined> {
  const handle = client.workflow.getHandle(workflowId);
  try {
    return await client.connection.withDeadline(Date.now() + READ_TIMEOUT_MS, async () => {
      const status = await handle.query<WindowStatus>(STATUS_QUERY);
      if (status.phase !== 'downloading') return { status };
      const transfer = transferOf((await handle.describe()).raw);
      return transfer === undefined ? { status } : { status, transfer };
    });
  } catch {
    return undefined; // it closed just now, or no worker is there; the next reading tells
  }
}

type Description = Awaited<
  ReturnType<ReturnType<Client['workflow']['getHandle']>['describe']>
>['raw'];

function transferOf({ pendingActivities }: Description): Transfer | undefined {
  for (const { heartbeatDetails } of pendingActivities ?? []) {
    const payload = heartbeatDetails?.payloads?.[0];
    const transfer = payload == null ? undefined : parseTransfer(decode(payload));
    if (transfer !== undefined) return transfer;
  }
  return undefined;
}

/** Encrypted or foreign details show no bar; they are no fault. */
function decode(payload: Parameters<typeof defaultPayloadConverter.fromPayload>[0]): unknown {
  try {
    return defaultPayloadConverter.fromPayload(payload);
  } catch {
    return undefined;
  }
}

/** Heartbeat details of `downloadFile`: `{ v: 1, bytes, totalBytes? }`. Another version is not read. */
function parseTransfer(details: unknown): Transfer | undefined {
  if (typeof details !== 'object' || details === null) return undefined;
  const { v, bytes, totalBytes } = details as Record<string, unknown>;
  if (v !== 1 || typeof bytes !== 'number') return undefined;
  return typeof totalBytes === 'number' ? { bytes, totalBytes } : { bytes };
}
