/** Rows of a file as a table should hold them, from a CSV parser that knows nothing of databases. */

/** Cells in the order of `COLUMNS`, as text: instants as epoch seconds, `attributes` with its members sorted. */
export type Row = readonly (string | null)[];

/** `records` with their header. Nothing in the file tells a quoted null from Marketo's, so the tests keep them apart by position. */
export function expectedRows(day: string, records: readonly (readonly string[])[]): Row[] {
  return records.slice(1).map((record) => expectedRow(day, record));
}

function expectedRow(day: string, record: readonly string[]): Row {
  const [guid, lead, date, type, campaign, valueId, value, attributes] = record.map((cell) =>
    cell === 'null' ? null : cell,
  );
  return [
    guid ?? null,
    whole(lead),
    date == null ? null : epochSeconds(date),
    whole(type),
    whole(campaign),
    whole(valueId),
    value ?? null,
    attributes == null ? null : sortedJson(attributes),
    epochSeconds(`${day}T00:00:00Z`),
  ];
}

/** `12.0` is 12; without a detour by a number, which would round what is above 2^53. */
function whole(cell: string | null | undefined): string | null {
  return cell?.replace(/\.0$/, '') ?? null;
}

function epochSeconds(instant: string): string {
  return String(Date.parse(instant) / 1000);
}

/** One text for one JSON object, in whatever order its members come. */
export function sortedJson(text: string): string {
  const members = Object.entries(JSON.parse(text) as Record<string, unknown>);
  return JSON.stringify(members.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** One order for all, whatever a database says. */
export function sorted(rows: readonly Row[]): Row[] {
  return [...rows].sort(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1));
}

/** What is left after `tr -d '\r'`. Carriage returns in `attributes` are escaped, and stay. */
export function withoutCr(row: Row): Row {
  return row.map((cell) => cell?.replaceAll('\r', '') ?? null);
}
