/** ISO-8601 durations of fixed length: weeks, days, hours, minutes, seconds. Pure, also for workflow code. */

const FIXED = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const CALENDAR = /^P(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T|$)/;
const UNIT_SECONDS = [604_800, 86_400, 3_600, 60, 1];

export type IsoDuration =
  { readonly ok: true; readonly seconds: number } | { readonly ok: false; readonly reason: string };

/** `PT1H30M` → 5400 seconds. The reason of a refusal completes the sentence "it …". */
export function parseIsoDuration(text: string): IsoDuration {
  const parts = FIXED.exec(text);
  if (parts === null || text.endsWith('P') || text.endsWith('T')) {
    return { ok: false, reason: refusal(text) };
  }
  const seconds = UNIT_SECONDS.reduce(
    (sum, unit, index) => sum + unit * Number(parts[index + 1] ?? 0),
    0,
  );
  return { ok: true, seconds };
}

function refusal(text: string): string {
  if (/^[-+]P/.test(text)) return 'has a sign; write it without';
  if (CALENDAR.test(text) && /\d[YM]/.test(text.split('T', 1)[0] ?? '')) {
    return 'counts months or years, which have no fixed length; write days, such as "P30D"';
  }
  if (/^\d+d$/i.test(text)) return `is not ISO-8601; write "P${Number.parseInt(text, 10)}D"`;
  if (/^\d+[hms]$/i.test(text)) return `is not ISO-8601; write "PT${text.toUpperCase()}"`;
  return 'is not an ISO-8601 duration such as "P7D", "PT12H" or "PT30M"';
}

/** 604800 → `P7D`, 5400 → `PT1H30M`, 0 → `PT0S`. Whole seconds. */
export function formatIsoDuration(seconds: number): string {
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds % 86_400) / 3_600);
  const minutes = Math.floor((seconds % 3_600) / 60);
  const time = [part(hours, 'H'), part(minutes, 'M'), part(seconds % 60, 'S')].join('');
  const date = part(days, 'D');
  if (time === '') return date === '' ? 'PT0S' : `P${date}`;
  return `P${date}T${time}`;
}

function part(count: number, unit: string): string {
  return count === 0 ? '' : `${count}${unit}`;
}
