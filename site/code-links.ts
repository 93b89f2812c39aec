/** Pages also link to code, which is not on the site: such a link becomes plain words. One to nothing stays, and fails the build. */
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** What this needs to know of markdown-it's tokens. */
interface Token {
  readonly type: string;
  readonly children: Token[] | null;
  attrGet(name: string): string | null;
}

/** Takes the links to code out of a page; `page` is its own path. */
export function unlinkCode(tokens: readonly Token[], page: string): void {
  for (const token of tokens) {
    if (token.children !== null) token.children.splice(0, Infinity, ...kept(token.children, page));
  }
}

function kept(tokens: readonly Token[], page: string): Token[] {
  let isInside = false;
  return tokens.filter((token) => {
    if (token.type === 'link_open' && isCode(token.attrGet('href') ?? '', page)) {
      isInside = true;
      return false;
    }
    if (!isInside || token.type !== 'link_close') return true;
    isInside = false;
    return false;
  });
}

/** A file or folder of the repository that is no page. With a slash at its end a folder stands for its page. */
function isCode(target: string, page: string): boolean {
  if (/^([a-z]+:|#|\/)/.test(target)) return false;
  const path = resolve(dirname(page), target.replace(/#.*/, ''));
  return existsSync(path) && !path.endsWith('.md') && !target.endsWith('/');
}
