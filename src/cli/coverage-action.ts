import type { Fault } from '../interface/fault.ts';
import { readMembers } from '../interface/members.ts';
import { OPTIONS_SHAPE } from '../interface/request-shape.ts';
import { readCoverage } from '../ledger/read-coverage.ts';
import type { CoverageOptions } from '../ledger/read-coverage.ts';
import type { CliContext } from './context.ts';
import { isoDuration } from './duration-flag.ts';
import { EXIT, UsageError } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import { chooseDataset, openDestination } from './open-destination.ts';
import type { DatasetChoice } from './open-destination.ts';
import type { OutputOptions } from './options.ts';
import { coverageNote, coverageText } from './output/coverage-text.ts';
import { printResult } from './output/print-result.ts';
import { readFlags, readPeriodFlags } from './read-flags.ts';
import type { PeriodFlags } from './read-flags.ts';

export interface CoverageFlags extends PeriodFlags, OutputOptions, DatasetChoice {
  readonly dataset: string;
  readonly destination?: string;
  readonly provisionalOk?: boolean;
  readonly windowSize?: string;
  readonly requests?: boolean;
}

/** What `coverage` does. */
export async function coverageAction({ io }: CliContext, flags: CoverageFlags): Promise<ExitCode> {
  const options = readFlags((faults) => readOptions(flags, new Date(), faults));
  const open = await openDestination(io, flags.destination);
  const coverage = await readCoverage(open.store, chooseDataset(open, flags), options);
  if (coverage === undefined) {
    throw new UsageError(
      `The dataset "${flags.dataset}" has no window yet: nothing says from when to when. Add --from and --to.`,
    );
  }
  if (flags.requests === true) {
    for (const request of coverage.requests) io.out(`${JSON.stringify(request)}\n`);
  } else {
    const object = { destination: open.store.uri, ...coverage };
    printResult(io, flags.output, object, () => coverageText(coverage));
    if (flags.output === 'text') io.note(coverageNote(coverage));
  }
  return coverage.whole ? EXIT.done : EXIT.failed;
}

function readOptions(flags: CoverageFlags, now: Date, faults: Fault[]): CoverageOptions {
  const windowSize = isoDuration(flags.windowSize);
  // Without the flag the requests leave it out, too.
  const read =
    windowSize === undefined
      ? {}
      : readMembers({ windowSize: OPTIONS_SHAPE.windowSize }, { windowSize }, '', faults);
  return {
    now: Math.floor(now.getTime() / 1000),
    period: readPeriodFlags(flags, now, faults),
    provisionalOk: flags.provisionalOk,
    windowSizeSeconds: read.windowSize,
  };
}
