/** Places for people; numbers and periods are written as in the Temporal UI. */
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export { formatBytes, formatCount, formatPeriod, formatPlural } from '../../domain/format.ts';

/** A file below the working folder as a relative path, any other place as it is. */
export function formatPlace(uri: string, workingFolder: string): string {
  if (!uri.startsWith('file:///')) return uri;
  const path = fileURLToPath(uri);
  const fromHere = relative(workingFolder, path);
  return fromHere.startsWith('..') ? path : fromHere;
}
