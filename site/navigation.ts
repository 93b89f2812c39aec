/** The order in which the pages are read. Their names come from the pages. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export interface NavigationLink {
  readonly text: string;
  /** As the site serves the page, e.g. `/docs/running`. */
  readonly link: string;
}

export interface NavigationSection {
  readonly text: string;
  readonly items: readonly NavigationLink[];
  /** Set: can be folded, and is at first when true. */
  readonly collapsed?: boolean;
}

const SECTIONS: Readonly<Record<string, readonly string[]>> = {
  Start: ['README.md'],
  Use: [
    'docs/cli.md',
    'docs/request.md',
    'docs/backfill.md',
    'docs/scheduling.md',
    'docs/temporal-ui.md',
    'docs/coverage.md',
    'docs/loading.md',
    'docs/jobs.md',
  ],
  Operate: [
    'docs/running.md',
    'docs/temporal-cloud.md',
    'docs/payload-encryption.md',
    'docs/containers.md',
    'docs/doctor.md',
    'docs/configuration.md',
    'docs/instances.md',
    'docs/operations.md',
    'docs/upgrading.md',
    'docs/metrics.md',
    'docs/tracing.md',
    'docs/errors.md',
    'docs/ledger.md',
    'docs/s3.md',
    'SECURITY.md',
  ],
  Embed: ['docs/embedding.md', 'examples/README.md', 'docs/emulator.md'],
  Reference: [
    'docs/reliability.md',
    'docs/performance.md',
    'ARCHITECTURE.md',
    'src/emulator/FIDELITY.md',
    'docs/conformance.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
  ],
};

/** Where a page goes that no section names yet. */
const REST = 'Reference';
const DECISIONS = 'docs/decisions';

/** Pages that a code host shows for their folder, and the site for its address. */
export const INDEX_PAGES: Readonly<Record<string, string>> = {
  'README.md': 'index.md',
  [`${DECISIONS}/README.md`]: `${DECISIONS}/index.md`,
};

/** Of the repository at `root`: the sections in order, then pages that no section names, then the decisions. */
export function navigation(root: string): NavigationSection[] {
  const placed = new Set(Object.values(SECTIONS).flat());
  const rest = pagesIn(root, 'docs').filter((page) => !placed.has(page));
  return [
    ...Object.entries(SECTIONS).map(([text, pages]) => ({
      text,
      items: [...pages, ...(text === REST ? rest : [])].map((page) => linkTo(root, page)),
    })),
    {
      text: 'Decisions',
      items: pagesIn(root, DECISIONS).map((page) => linkTo(root, page)),
      collapsed: true,
    },
  ];
}

function linkTo(root: string, page: string): NavigationLink {
  return { text: page === 'README.md' ? 'What it is' : titleOf(root, page), link: linkOf(page) };
}

function linkOf(page: string): string {
  const served = INDEX_PAGES[page] ?? page;
  return `/${served.replace(/(?:(?<=^|\/)index)?\.md$/, '')}`;
}

function titleOf(root: string, page: string): string {
  const title = /^# (.+)$/m.exec(readFileSync(join(root, page), 'utf8'))?.[1];
  if (title === undefined) throw new Error(`${page} has no heading of the first level.`);
  return title;
}

/** The page of the folder itself first, then by name. */
function pagesIn(root: string, folder: string): string[] {
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith('.md'));
  const rank = (name: string) => (name === 'README.md' ? `0${name}` : `1${name}`);
  return names
    .sort((one, other) => rank(one).localeCompare(rank(other)))
    .map((name) => `${folder}/${name}`);
}
