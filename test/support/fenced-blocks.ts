/** Code blocks of a Markdown page, also those indented in a list. */
export interface FencedBlock {
  readonly language: string;
  /** Without the indentation of its list. */
  readonly text: string;
}

export function fencedBlocks(page: string): FencedBlock[] {
  return [...page.matchAll(/^( *)```(\w*)\n([\s\S]*?)^\1```$/gm)].map(
    ([, indent = '', language = '', text = '']) => ({
      language,
      text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    }),
  );
}
