import { verifyDatasets } from '../ledger/verify/destination.ts';
import type { DatasetReport } from '../ledger/verify/report.ts';
import type { CliContext } from './context.ts';
import { EXIT } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import { chooseDatasets, openDestination } from './open-destination.ts';
import type { DatasetChoice } from './open-destination.ts';
import type { OutputOptions } from './options.ts';
import { printResult } from './output/print-result.ts';
import { verificationObject } from './output/verification-object.ts';
import { reportText, verdictText } from './output/verification-text.ts';

export interface VerifyFlags extends OutputOptions, DatasetChoice {
  readonly destination?: string;
}

/** What `verify` does. Text comes dataset by dataset, as each is read; JSON when all are. */
export async function verifyAction(
  { io }: CliContext,
  { destination, output, ...choice }: VerifyFlags,
): Promise<ExitCode> {
  const open = await openDestination(io, destination);
  const { store } = open;
  const reports: DatasetReport[] = [];
  for await (const report of verifyDatasets(store, chooseDatasets(open, choice))) {
    reports.push(report);
    if (output === 'text') io.out(reportText(report));
  }
  const found = verificationObject(store.uri, reports);
  if (output === 'json') printResult(io, 'json', found, '');
  else (found.whole ? io.note : io.err)(verdictText(found));
  return found.whole ? EXIT.done : EXIT.failed;
}
