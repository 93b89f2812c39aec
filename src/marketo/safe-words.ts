/** Marketo's words made fit for logs and workflow histories. */

const LONGEST = 300;
const EMAIL = /[^\s<>"'(),;]+@[^\s<>"'(),;]+/g;
const QUERY = /(https?:\/\/[^\s?]*)\?\S*/gi;
const TOKEN = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}:[a-z0-9]+/gi;
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;

/**
 * One line of at most 300 characters without e-mail addresses, URL queries, tokens or any of `secrets`, as they are or
 * as a URL writes them.
 */
export function safeWords(text: string, secrets: readonly string[] = []): string {
  const hidden = secrets
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .filter((secret) => secret !== '')
    .reduce((rest, secret) => rest.replaceAll(secret, '[hidden]'), text);
  const words = hidden
    .replaceAll(QUERY, '$1')
    .replaceAll(TOKEN, '[hidden]')
    .replaceAll(EMAIL, '[hidden]')
    .replaceAll(CONTROL, ' ')
    .trim();
  return words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words;
}
