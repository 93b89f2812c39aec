/** Markdown as the Temporal UI shows it: CommonMark, without tables; HTML and images are left out. Pure. */

/** What would be taken for markup, in words that others wrote. */
const MARKUP = /[\\`*_{}[\]<>#|~!&]/g;
const LINE_BREAKS = /\s*[\r\n]+\s*/g;

/** Words that others wrote, as they stand and in one line. */
export function plain(text: string): string {
  return text.replaceAll(LINE_BREAKS, ' ').replaceAll(MARKUP, String.raw`\$&`);
}

/** An id to be copied. */
export function code(text: string): string {
  return /^[^`\r\n]+$/.test(text) ? `\`${text}\`` : plain(text);
}

/** One line each; those without a value are left out. */
export function factList(facts: readonly (readonly [string, string | undefined])[]): string {
  return facts
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `- **${name}:** ${value}`)
    .join('\n');
}

/** Paragraphs; empty ones are left out. */
export function paragraphs(...texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join('\n\n');
}
