import type { ExportFormat } from '../data/delimited.ts';
import type { ExportFile } from '../data/export-file.ts';
import { FileNotFound } from '../errors.ts';
import { rangeToServe } from '../ranges.ts';
import type { Switches } from '../switches.ts';
import { textAnswer, type Answer } from './answer.ts';

/** A file that is there, and the format of its job. */
export interface FoundFile {
  readonly file: ExportFile;
  readonly format: ExportFormat;
}

/** 200, 206 or 416 for a file that is there, 404 in plain text for one that is not (§2.6). */
export function fileAnswer(
  find: () => FoundFile,
  range: string | undefined,
  switches: Switches,
): Answer {
  try {
    return answerOf(find(), range, switches);
  } catch (error) {
    if (error instanceof FileNotFound) return textAnswer(404, error.message);
    throw error;
  }
}

function answerOf({ file, format }: FoundFile, range: string | undefined, switches: Switches) {
  const total = file.figures.fileSize;
  const reading = rangeToServe(range, total, switches);
  const headers = { 'Content-Type': contentTypes(switches)[format], 'Accept-Ranges': 'bytes' };
  if (reading.kind === 'part') {
    const { start, end } = reading;
    const contentRange = { 'Content-Range': `bytes ${start}-${end - 1}/${total}` };
    const body = { file, start, end };
    return { status: 206, headers: { ...headers, ...contentRange }, body, errorCode: null };
  }
  if (reading.kind === 'unsatisfiable') return unsatisfiable(total);
  return { status: 200, headers, body: { file, start: 0, end: total }, errorCode: null };
}

function unsatisfiable(total: number): Answer {
  const answer = textAnswer(416, 'Requested range not satisfiable');
  return { ...answer, headers: { ...answer.headers, 'Content-Range': `bytes */${total}` } };
}

/** Only CSV is recorded; the others are chosen (§8 rows 15, 32). */
function contentTypes({ csvContentType, tsvContentType, ssvContentType }: Switches) {
  return { CSV: csvContentType, TSV: tsvContentType, SSV: ssvContentType };
}
