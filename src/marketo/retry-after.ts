/** `Retry-After` in either form (RFC 9110 §10.2.3) → milliseconds to wait, ≥ 0; undefined when absent or unreadable. */
export function parseRetryAfterMs(
  text: string | undefined,
  serverTimeMs: number,
): number | undefined {
  if (text === undefined) return undefined;
  if (/^\s*\d+\s*$/.test(text)) return Number(text) * 1000;
  const atMs = Date.parse(text);
  // Reckoned against the answer's own Date, so that a wrong local clock does not matter.
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - serverTimeMs);
}
