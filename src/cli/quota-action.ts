import { readEnvironment } from '../config/environment.ts';
import { loadDailyQuota } from '../config/load.ts';
import { QUEUE_PLACES } from '../domain/export-reserve.ts';
import { formatInstant } from '../domain/instant.ts';
import { formatFaults } from '../interface/fault.ts';
import { readExportUsage } from '../marketo/read-export-usage.ts';
import type { CliContext } from './context.ts';
import { EXIT, UsageError } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import type { CliIo } from './io.ts';
import { type MarketoSession, withMarketo } from './marketo-session.ts';
import type { OutputOptions } from './options.ts';
import { printResult } from './output/print-result.ts';
import { type QuotaReport, quotaText } from './output/quota-text.ts';

export interface QuotaFlags extends OutputOptions {
  readonly instance: string;
}

/** What `quota` does. */
export function quotaAction(
  context: CliContext,
  { instance, output }: QuotaFlags,
): Promise<ExitCode> {
  const quotaBytes = quotaOf(context.io);
  return withMarketo(context, instance, async (session) => {
    const report = await quotaReport(session, quotaBytes);
    printResult(context.io, output, report, () => quotaText(report));
    return EXIT.done;
  });
}

function quotaOf(io: CliIo): number {
  const cwd = process.cwd();
  const loaded = loadDailyQuota(readEnvironment(cwd, io.env));
  if (loaded.ok) return loaded.config.dailyQuotaBytes;
  throw new UsageError(formatFaults(loaded.faults, 'The configuration'));
}

async function quotaReport(
  { marketo, instance, signal }: MarketoSession,
  quotaBytes: number,
): Promise<QuotaReport> {
  const { usage, nowMs } = await readExportUsage(marketo, { signal });
  const { bytes, readings, resetsAt, placesTaken } = usage;
  return {
    version: 1,
    instance,
    now: formatInstant(nowMs / 1_000),
    quotaBytes,
    usedBytes: bytes,
    leftBytes: Math.max(0, quotaBytes - bytes),
    lowerBound: true,
    resetsAt,
    readings,
    queue: { taken: placesTaken, places: QUEUE_PLACES },
  };
}
