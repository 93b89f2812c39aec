/** Asks one Marketo instance. Three API calls and one of identity, none of which makes a job or uses export volume. */
import type { MarketoConfig } from '../config/config.ts';
import { createMarketoClient } from '../marketo/client.ts';
import type { ExportJob, MarketoClient, TokenReading } from '../marketo/types.ts';
import { attempt, check, type Bounds } from './bounded-check.ts';
import { checksOf } from './checks.ts';
import { judgeClock } from './clock.ts';
import { skipped, type Finding, type Verdict } from './finding.ts';
import {
  judgeAddress,
  judgeCalls,
  judgeExports,
  judgeQueue,
  judgeQuota,
  judgeToken,
  judgeTrouble,
  judgeTypes,
} from './marketo-verdicts.ts';
import type { Outcome } from './outcome.ts';
import type { DoctorSettings } from './settings.ts';

/** Marketo's `Date` has whole seconds. */
const DATE_RESOLUTION_MS = 1_000;

/** All instances at once; what is skipped for want of one is told once. */
export async function checkMarketo(
  { instances, dailyQuotaBytes }: DoctorSettings,
  bounds: Bounds,
): Promise<Finding[]> {
  if (instances.size === 0) return noInstance();
  const found = await Promise.all(
    [...instances].map(async ([instance, config]) => {
      const findings = await checkInstance(config, dailyQuotaBytes, bounds);
      return findings.map((finding) => ({ ...finding, instance }));
    }),
  );
  return found.flat();
}

function noInstance(): Finding[] {
  const verdict = skipped('No Marketo instance is configured without a fault.');
  return checksOf('marketo').map((name) => ({ check: name, ...verdict }));
}

async function checkInstance(
  config: MarketoConfig,
  dailyQuotaBytes: number | undefined,
  bounds: Bounds,
): Promise<Finding[]> {
  const { timeoutMs: headersMs } = bounds;
  const bodyIdleMs = Math.min(config.timeouts.bodyIdleMs, headersMs);
  const timeouts = { ...config.timeouts, headersMs, bodyIdleMs };
  const marketo = createMarketoClient({ ...config, timeouts });
  try {
    const asked = await askForToken(marketo, bounds);
    return [
      { check: 'marketo.address', ...judgeAddress(config.baseUrl, asked.token) },
      { check: 'marketo.token', ...judgeToken(asked.token) },
      ...(await checkCalls(marketo, asked, dailyQuotaBytes, bounds)),
      { check: 'marketo.clock', ...judgeMarketoClock(asked) },
    ];
  } finally {
    await marketo.close();
  }
}

interface Asked {
  readonly token: Outcome<TokenReading>;
  readonly askedMs: number;
  readonly answeredMs: number;
}

async function askForToken(marketo: MarketoClient, bounds: Bounds): Promise<Asked> {
  const askedMs = Date.now();
  const token = await attempt(bounds, (signal) => marketo.tokenReading({ signal }));
  return { token, askedMs, answeredMs: Date.now() };
}

function judgeMarketoClock({ token, askedMs, answeredMs }: Asked): Verdict {
  const shownMs = token.ok ? token.value.serverTimeMs : undefined;
  if (shownMs === undefined) return skipped('No answer of Marketo tells its time.');
  const resolutionMs = DATE_RESOLUTION_MS;
  return judgeClock('Marketo', { shownMs, resolutionMs, askedMs, answeredMs });
}

async function checkCalls(
  marketo: MarketoClient,
  { token }: Asked,
  dailyQuotaBytes: number | undefined,
  bounds: Bounds,
): Promise<Finding[]> {
  if (!token.ok) {
    const verdict = skipped('Not asked: there is no token.');
    const names = [
      ...(['marketo.types', 'marketo.exports', 'marketo.quota'] as const),
      ...(['marketo.queue', 'marketo.calls'] as const),
    ];
    return names.map((name) => ({ check: name, ...verdict }));
  }
  const nowMs = token.value.serverTimeMs ?? Date.now();
  const [types, jobs, calls] = await Promise.all([
    check('marketo.types', bounds, async (signal) => typesOf(marketo, signal), judgeTrouble),
    attempt(bounds, (signal) => listJobs(marketo, signal)),
    check('marketo.calls', bounds, async (signal) => callsOf(marketo, signal), judgeTrouble),
  ]);
  return [types, ...judgeJobs(jobs, nowMs, dailyQuotaBytes), calls];
}

async function typesOf(marketo: MarketoClient, signal: AbortSignal): Promise<Verdict> {
  return judgeTypes((await marketo.activityTypes({ signal })).length);
}

async function callsOf(marketo: MarketoClient, signal: AbortSignal): Promise<Verdict> {
  return judgeCalls(await marketo.apiUsage({ signal }));
}

async function listJobs(marketo: MarketoClient, signal: AbortSignal): Promise<ExportJob[]> {
  const jobs: ExportJob[] = [];
  for await (const job of marketo.listExports({}, { signal })) jobs.push(job);
  return jobs;
}

function judgeJobs(
  jobs: Outcome<readonly ExportJob[]>,
  nowMs: number,
  dailyQuotaBytes: number | undefined,
): Finding[] {
  if (!jobs.ok) {
    const unknown = skipped('Not known: the list of exports is not readable.');
    return [
      { check: 'marketo.exports', ...judgeTrouble(jobs.error) },
      { check: 'marketo.quota', ...unknown },
      { check: 'marketo.queue', ...unknown },
    ];
  }
  return [
    { check: 'marketo.exports', ...judgeExports(jobs.value) },
    { check: 'marketo.quota', ...judgeQuota(jobs.value, nowMs, dailyQuotaBytes) },
    { check: 'marketo.queue', ...judgeQueue(jobs.value, nowMs) },
  ];
}
