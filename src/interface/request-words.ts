/** A request in words, for the lists and pages of the Temporal UI. Pure, also for workflow code. */
import { formatPeriod } from '../domain/format.ts';
import { code, factList, paragraphs, plain } from '../domain/markdown.ts';
import type { ResolvedRequest } from './resolved.ts';

/** Temporal wants a summary to be this short. */
const SUMMARY_BYTES = 200;
/** Of a list; more only make it unreadable. */
const SHOWN_TYPES = 20;

/** As many whole characters of `text` as a summary in the Temporal UI takes, and the whole `tail` after it. */
export function summaryText(text: string, tail = ''): string {
  let left = SUMMARY_BYTES - utf8Length(tail);
  let end = 0;
  for (const character of text) {
    left -= utf8Length(character);
    if (left < 0) break;
    end += character.length;
  }
  return `${text.slice(0, end)}${tail}`;
}

function utf8Length(text: string): number {
  let length = 0;
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    length += 1 + Number(codePoint >= 0x80) + Number(codePoint >= 0x8_00);
    length += Number(codePoint >= 0x1_00_00);
  }
  return length;
}

type Named = Pick<ResolvedRequest, 'instance' | 'dataset' | 'period'>;

/** `nightly: 2026-10-01 – 2026-10-07`, with the instance when it is not the default one. */
export function requestSummary({ instance, dataset, period }: Named): string {
  const whose = instance === 'default' ? '' : `${instance} · `;
  return summaryText(`${whose}${dataset}: ${formatPeriod(period.startAt, period.endAt)}`);
}

/** `Visit Webpage (1), Fill Out Form (2)`; ids alone while the names are not known. */
function activityTypesInWords(
  ids: readonly number[],
  names: Readonly<Record<string, string>> = {},
): string {
  if (ids.length === 0) return 'all';
  const shown = ids.slice(0, SHOWN_TYPES).map((id) => {
    const name = names[String(id)];
    return name === undefined ? String(id) : `${name} (${id})`;
  });
  const more = ids.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** What is asked for, as facts with a name; the rest is left to the default. */
export function requestFacts(
  { query, backfill, refreshBefore }: Pick<ResolvedRequest, 'query' | 'backfill' | 'refreshBefore'>,
  names?: Readonly<Record<string, string>>,
): [string, string][] {
  const { activityTypeIds, primaryAttributeValues, primaryAttributeValueIds, format } = query;
  const values = [...primaryAttributeValues, ...primaryAttributeValueIds.map(String)];
  const shown = values.slice(0, SHOWN_TYPES).join(', ');
  return [
    ['Activity types', activityTypesInWords(activityTypeIds, names)],
    ['Primary attributes', values.length > SHOWN_TYPES ? `${shown} …` : shown],
    ['Format', format === 'CSV' ? '' : format],
    ['Backfill', backfill === undefined ? '' : `${backfill.order} windows first`],
    ['Exported anew', refreshBefore === undefined ? '' : `what is older than ${refreshBefore}`],
  ];
}

/** Markdown for the page of a run that is about to start: what it is there for, and nothing that moves. */
export function requestPurpose(request: ResolvedRequest): string {
  const { period, dataset, instance } = request;
  return paragraphs(
    'Exports Marketo activities as verified files, at the destination that its workers are configured for. ' +
      'Where it stands is told under current details.',
    factList([
      ['Period', formatPeriod(period.startAt, period.endAt)],
      ['Dataset', `${code(dataset)} of instance ${code(instance)}`],
      ...requestFacts(request).map(([name, words]) => [name, plain(words)] as const),
    ]),
  );
}
