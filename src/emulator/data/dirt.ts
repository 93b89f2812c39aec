/** Ways in which rows of Marketo were badly written (§6, §8 row 25). [S tap, air, emb] */
export const dirtKinds = ['nul', 'cr', 'strayQuote', 'lineSeparator', 'decimal'] as const;

export type Dirt = (typeof dirtKinds)[number];

/** Nothing, everything, or one kind of it. */
export type DirtSetting = 'off' | 'all' | Dirt;

/** One kind of row in so many is dirty. */
const CLEAN_TO_DIRTY = 8;

/** The dirt of the n-th kind of row. */
export function dirtOf(setting: DirtSetting, index: number): Dirt | undefined {
  if (setting === 'off' || index % CLEAN_TO_DIRTY !== 0) return undefined;
  if (setting !== 'all') return setting;
  return dirtKinds[(index / CLEAN_TO_DIRTY) % dirtKinds.length];
}

/** The cell with its dirt; text gets dirty in primaryAttributeValue, numbers in the two ids. */
export function soiled(cell: string, field: string, dirt: Dirt | undefined): string {
  if (dirt === undefined || cell === 'null') return cell;
  if (dirt === 'decimal') return decimalFields.includes(field) ? `${cell}.0` : cell;
  if (field !== 'primaryAttributeValue') return cell;
  const mark = marks[dirt];
  // CR and a stray quote are trouble where nothing is quoted; a quoted cell would break altogether.
  if (cell.startsWith('"') && (mark === '\r' || mark === '"')) return cell;
  return `${cell.slice(0, 1)}${mark}${cell.slice(1)}`;
}

const decimalFields = ['campaignId', 'primaryAttributeValueId'];

const marks: Readonly<Record<Exclude<Dirt, 'decimal'>, string>> = {
  nul: '\0',
  cr: '\r',
  strayQuote: '"',
  lineSeparator: '\u2028',
};
