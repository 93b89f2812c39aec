import { fencedBlocks } from './fenced-blocks.ts';

/** The text between the heading of this name, of any level, and the next heading. */
export function sectionOf(page: string, heading: string): string {
  const parts = page.split(/^(#+ .+)$/m);
  const at = parts.findIndex((part) => part.replace(/^#+ /, '') === heading);
  if (at < 0) throw new Error(`The page has no heading "${heading}".`);
  return parts[at + 1] ?? '';
}

/** The blocks of a section in this language; throws unless there are as many as said. */
export function blocksOf(
  page: string,
  heading: string,
  language: string,
  count: number,
): readonly string[] {
  const found = fencedBlocks(sectionOf(page, heading)).filter(
    (block) => block.language === language,
  );
  if (found.length !== count) {
    throw new Error(`"${heading}" has ${found.length} blocks of ${language}, not ${count}.`);
  }
  return found.map(({ text }) => text);
}
