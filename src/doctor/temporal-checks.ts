/** Asks the Temporal server: nothing is started. */
import type { Client } from '@temporalio/client';
import { listSearchAttributes } from '../client/search-attributes.ts';
import { connectTemporal, type TemporalConnection } from '../client/connect.ts';
import { attempt, check, type Bounds } from './bounded-check.ts';
import { checksOf } from './checks.ts';
import { judgeClock, skewMs, type ClockReading } from './clock.ts';
import { skipped, type Finding, type Verdict } from './finding.ts';
import type { Outcome } from './outcome.ts';
import { readServerClock } from './server-clock.ts';
import type { DoctorSettings, TemporalFacts } from './settings.ts';
import {
  judgeCapabilities,
  judgeNamespace,
  judgeNamespaceTrouble,
  judgeSearchAttributes,
  judgeServer,
  judgeUnknownAttributes,
  judgeUnknownClock,
  judgeUnreachable,
  type SystemFacts,
} from './temporal-verdicts.ts';

/** Of a check's time: the connection gives up by itself, so that none is left open and there is time to find out why. */
const CONNECT_SHARE = 0.6;

export interface TemporalReport {
  readonly findings: Finding[];
  /** What the checks of workers go on with; absent when there is no use in asking for any. */
  readonly reached?: {
    readonly client: Client;
    /** How far the local clock is ahead of the server's; 0 when that is not known. */
    readonly skewMs: number;
  };
  close(): Promise<void>;
}

export async function checkTemporal(
  { environment, temporal }: DoctorSettings,
  bounds: Bounds,
): Promise<TemporalReport> {
  if (!temporal.ok) return unasked(skipped('See configuration.temporal.'));
  const connected = await attempt(bounds, () =>
    connectTemporal({ env: { ...environment }, timeoutMs: bounds.timeoutMs * CONNECT_SHARE }),
  );
  if (!connected.ok) {
    const verdict = judgeUnreachable(connected.error, temporal.value);
    return unasked(skipped('Not asked: see temporal.server.'), verdict);
  }
  try {
    return await askServer(connected.value, temporal.value, bounds);
  } catch (error) {
    await connected.value.close();
    throw error;
  }
}

async function askServer(
  { client, namespace, close }: TemporalConnection,
  temporal: TemporalFacts,
  bounds: Bounds,
): Promise<TemporalReport> {
  const [system, found, attributes, clock] = await Promise.all([
    attempt(bounds, (signal) => systemOf(client, signal)),
    checkNamespace(client, namespace, bounds),
    checkSearchAttributes(client, bounds),
    attempt(bounds, (signal) => readServerClock(client, signal)),
  ]);
  const findings: Finding[] = [
    { check: 'temporal.server', ...judgeServer(temporal, system.ok ? system.value : undefined) },
    found,
    { check: 'temporal.capabilities', ...capabilitiesOf(system) },
    attributes,
    { check: 'temporal.clock', ...clockOf(clock) },
  ];
  const reached = { client, skewMs: clock.ok ? skewMs(clock.value) : 0 };
  return { findings, close, ...(found.status === 'problem' ? {} : { reached }) };
}

function unasked(rest: Verdict, server: Verdict = rest): TemporalReport {
  const findings = checksOf('temporal').map((name) => ({
    check: name,
    ...(name === 'temporal.server' ? server : rest),
  }));
  return { findings, close: () => Promise.resolve() };
}

async function systemOf(client: Client, signal: AbortSignal): Promise<SystemFacts> {
  const { connection, workflowService } = client;
  const { serverVersion, capabilities } = await connection.withAbortSignal(signal, () =>
    workflowService.getSystemInfo({}),
  );
  return {
    serverVersion,
    schedules: capabilities?.supportsSchedules === true,
    memoUpdates: capabilities?.upsertMemo === true,
  };
}

function checkNamespace(client: Client, namespace: string, bounds: Bounds): Promise<Finding> {
  const { connection, workflowService } = client;
  return check(
    'temporal.namespace',
    bounds,
    async (signal) => {
      const { config } = await connection.withAbortSignal(signal, () =>
        workflowService.describeNamespace({ namespace }),
      );
      const seconds = config?.workflowExecutionRetentionTtl?.seconds;
      return judgeNamespace(namespace, seconds == null ? undefined : Number(seconds) / 86_400);
    },
    (error) => judgeNamespaceTrouble(namespace, error),
  );
}

function checkSearchAttributes(client: Client, bounds: Bounds): Promise<Finding> {
  return check(
    'temporal.searchAttributes',
    bounds,
    async () => judgeSearchAttributes(await listSearchAttributes(client)),
    judgeUnknownAttributes,
  );
}

function capabilitiesOf(system: Outcome<SystemFacts>): Verdict {
  return system.ok ? judgeCapabilities(system.value) : skipped('The server does not tell.');
}

function clockOf(clock: Outcome<ClockReading>): Verdict {
  return clock.ok ? judgeClock('the Temporal server', clock.value) : judgeUnknownClock(clock.error);
}
