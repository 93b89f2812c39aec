import { listSearchAttributes, registerSearchAttributes } from '../client/search-attributes.ts';
import type { SearchAttribute } from '../client/search-attributes.ts';
import { commandLine } from './context.ts';
import type { CliContext } from './context.ts';
import { EXIT } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import type { OutputOptions } from './options.ts';
import { printResult } from './output/print-result.ts';
import { attributesText } from './output/search-attributes-text.ts';
import { withTemporal } from './session.ts';

/** What `search-attributes list` does: telling is all, so 0 whatever is registered. */
export function listAction(
  context: CliContext,
  output: OutputOptions['output'],
): Promise<ExitCode> {
  return withTemporal(context, async ({ client }) => {
    tell(context, output, client.options.namespace, await listSearchAttributes(client));
    return EXIT.done;
  });
}

/** What `search-attributes register` does: 0 when all can be used now. */
export function registerAction(
  context: CliContext,
  output: OutputOptions['output'],
): Promise<ExitCode> {
  return withTemporal(context, async ({ client }) => {
    const attributes = await registerSearchAttributes(client);
    tell(context, output, client.options.namespace, attributes);
    return attributes.every(({ state }) => state === 'registered') ? EXIT.done : EXIT.failed;
  });
}

function tell(
  { io }: CliContext,
  output: OutputOptions['output'],
  namespace: string,
  attributes: readonly SearchAttribute[],
): void {
  const register = commandLine(io, 'search-attributes register');
  const text = () => attributesText(namespace, attributes, register);
  printResult(io, output, { namespace, attributes }, text);
}
