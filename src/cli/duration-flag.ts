import { parseDurationMs } from '../config/duration.ts';
import { formatIsoDuration } from '../interface/iso-duration.ts';

/** `7d` → `P7D`: a duration on the command line may be written as in settings. Anything else is left to its validator. */
export function isoDuration(text: string | undefined): string | undefined {
  if (text === undefined || !/^\d+[smhd]$/.test(text)) return text;
  const read = parseDurationMs(text);
  return read.ok ? formatIsoDuration(read.value / 1_000) : text;
}
