import { invalid, wrongType } from '../errors.ts';
import { LIST_BATCH } from '../limits.ts';

/** Whole numbers, comma-separated or repeated: 1001 for another value, 1003 for too many. */
export function integers(query: URLSearchParams, name: string, most: number): readonly number[] {
  const texts = query.getAll(name).flatMap((text) => text.split(','));
  const values = texts.map((text) => text.trim()).filter((text) => text !== '');
  const wrong = values.find((text) => !/^-?\d+$/.test(text));
  if (wrong !== undefined) throw wrongType(wrong, 'Integer');
  if (values.length > most) throw invalid(`More than ${most} values in ${name}`);
  return values.map(Number);
}

/** Default and most are 300; what cannot be read is the default. */
export function batchSize(query: URLSearchParams): number {
  const asked = Number(query.get('batchSize') ?? LIST_BATCH);
  return Number.isInteger(asked) && asked > 0 ? Math.min(asked, LIST_BATCH) : LIST_BATCH;
}
