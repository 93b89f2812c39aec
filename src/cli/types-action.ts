import type { ActivityType } from '../marketo/types.ts';
import type { CliContext } from './context.ts';
import { EXIT } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import { withMarketo } from './marketo-session.ts';
import type { OutputOptions } from './options.ts';
import { alignColumns } from './output/columns.ts';
import { formatPlural } from './output/format.ts';
import { printResult } from './output/print-result.ts';

export interface TypesFlags extends OutputOptions {
  readonly instance: string;
  readonly search?: string;
}

/** What `types` does. */
export function typesAction(
  context: CliContext,
  { instance, search = '', output }: TypesFlags,
): Promise<ExitCode> {
  return withMarketo(context, instance, async ({ marketo, signal }) => {
    const all = await marketo.activityTypes({ signal });
    const types = all.filter((type) => mentions(type, search)).toSorted((a, b) => a.id - b.id);
    const { io } = context;
    const table = () => `${alignColumns([HEADER, ...types.map(row)]).join('\n')}\n`;
    printResult(io, output, { instance, types }, () => (types.length === 0 ? '' : table()));
    if (output === 'text') {
      io.note(`${formatPlural(types.length, 'type')} of ${all.length} in instance ${instance}.\n`);
    }
    return EXIT.done;
  });
}

function mentions(
  { id, name, apiName = '', primaryAttribute, attributes }: ActivityType,
  word: string,
): boolean {
  const texts = [String(id), name, apiName, primaryAttribute?.name ?? ''];
  const all = [...texts, ...attributes.map((attribute) => attribute.name)];
  return all.some((text) => text.toLowerCase().includes(word.toLowerCase()));
}

const HEADER = ['ID', 'NAME', 'PRIMARY ATTRIBUTE', 'ATTRIBUTES'];
/** Marketo's bulk extract does not have it (contract §3.1). */
const DELETE_LEAD = 37;

function row({ id, name, primaryAttribute, attributes }: ActivityType): string[] {
  const note = id === DELETE_LEAD ? ' (not in bulk extract)' : '';
  const names = attributes.map((attribute) => attribute.name).join(', ');
  return [String(id), `${name}${note}`, primaryAttribute?.name ?? '–', names === '' ? '–' : names];
}
