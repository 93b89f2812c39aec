const form =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?)(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/**
 * Epoch milliseconds of an ISO-8601 text, or undefined. Taken as clients send them (§3.2): with or
 * without milliseconds, offset with or without colon, date alone, and no zone, which is GMT.
 */
export function parseMarketoDate(text: string): number | undefined {
  const match = form.exec(text);
  if (match === null) return undefined;
  const [, day = '', time = '00:00:00', zone = 'Z'] = match;
  const ms = Date.parse(`${day}T${time}${withColon(zone)}`);
  // Date.parse takes 30 February for 1 or 2 March.
  if (Number.isNaN(ms) || new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10) !== day) {
    return undefined;
  }
  return ms;
}

function withColon(zone: string): string {
  if (zone.toUpperCase() === 'Z') return 'Z';
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  return `${zone.slice(0, 1)}${digits.slice(0, 2)}:${digits.slice(2)}`;
}
