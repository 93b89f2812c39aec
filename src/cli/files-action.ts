import { readMembers } from '../interface/members.ts';
import { durationText, instantText } from '../interface/scalars.ts';
import type { Fault } from '../interface/fault.ts';
import { formatInstant } from '../domain/instant.ts';
import { listFiles } from '../ledger/files.ts';
import type { FileSelection } from '../ledger/files.ts';
import type { CliContext } from './context.ts';
import { isoDuration } from './duration-flag.ts';
import { EXIT } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import { chooseDataset, openDestination } from './open-destination.ts';
import type { DatasetChoice } from './open-destination.ts';
import type { OutputOptions } from './options.ts';
import { filesNote } from './output/files-text.ts';
import { printResult } from './output/print-result.ts';
import { readFlags, readPeriodFlags } from './read-flags.ts';
import type { PeriodFlags } from './read-flags.ts';

export interface FilesFlags extends PeriodFlags, OutputOptions, DatasetChoice {
  readonly dataset: string;
  readonly destination?: string;
  readonly since?: string;
  readonly overlap?: string;
  readonly finalOnly?: boolean;
}

const MAX_OVERLAP_SECONDS = 366 * 86_400;

const FLAGS = {
  since: instantText('start').optional(),
  overlap: durationText({ min: 0, max: MAX_OVERLAP_SECONDS, example: 'PT1H' }).prefault('PT1H'),
};

/** What `files` does. */
export async function filesAction({ io }: CliContext, flags: FilesFlags): Promise<ExitCode> {
  const selection = readFlags((faults) => readSelection(flags, new Date(), faults));
  const open = await openDestination(io, flags.destination);
  const ref = chooseDataset(open, flags);
  const listing = await listFiles(open.store, ref, selection);
  const object = { destination: open.store.uri, ...ref, ...listing };
  printResult(
    io,
    flags.output,
    object,
    listing.files.map(({ dataUri }) => `${dataUri}\n`).join(''),
  );
  const { unreadable } = listing;
  if (flags.output === 'text')
    (unreadable.length === 0 ? io.note : io.err)(filesNote(ref, listing));
  return listing.unreadable.length === 0 ? EXIT.done : EXIT.failed;
}

function readSelection(flags: FilesFlags, now: Date, faults: Fault[]): FileSelection {
  const given = { since: flags.since, overlap: isoDuration(flags.overlap) };
  const { since, overlap } = readMembers(FLAGS, given, '', faults);
  const nowSeconds = Math.floor(now.getTime() / 1000);
  if (since !== undefined && since > nowSeconds) {
    const message = `${formatInstant(since)} has not come yet; it would leave everything out`;
    faults.push({ path: 'since', message });
  }
  return {
    since,
    now: nowSeconds,
    overlapSeconds: overlap ?? 0,
    finalOnly: flags.finalOnly === true,
    period: readPeriodFlags(flags, now, faults),
  };
}
