import type { Bench, Contestant, Setting } from './framework/bench.ts';
import { openSite, startQuickEmulator } from './support/extraction.ts';
import { openProduct, type Product } from './support/product.ts';
import { shellContestant } from './support/shell.ts';
import { startWorker } from './support/worker-process.ts';

export const startUp: Bench = {
  name: 'start-up',
  title:
    'How long the command line takes to its help, and a worker with the prebuilt workflow bundle to its first poll.',
  goal: 'help at most 150 ms above `node -e 0`; a worker at most 2 s.',
  rounds: 11,
  async *cases(at) {
    const product = await openProduct(at);
    const { nodeArguments, entry } = product;
    const ours = (...words: readonly string[]) =>
      nodeLine(`marketo-extract ${words.join(' ')}`, [
        ...nodeArguments,
        entry('starter'),
        ...words,
      ]);
    yield {
      name: 'help',
      unit: 's',
      subject: ours('--help'),
      against: nodeLine('node -e 0', ['-e', '0']),
      alongside: [ours('--version'), ours('start', '--help')],
      goal: { aboveAtMost: 0.15 },
    };
    yield* workerCases(at, product);
  },
};

function nodeLine(name: string, args: readonly string[]): Contestant {
  const line = '"$@" > /dev/null';
  return shellContestant({ name, line, args: [process.execPath, ...args] });
}

async function* workerCases(at: Setting, product: Product) {
  await using emulator = await startQuickEmulator();
  await using site = await openSite(at, { ...emulator, baseUrl: emulator.url });
  yield {
    name: 'worker, cold',
    unit: 's' as const,
    rounds: 5,
    goal: { atMost: 2 },
    subject: {
      name: 'node dist/worker.js',
      run: async () => {
        await using worker = await startWorker(product, site.env);
        const cpuSeconds = await worker.cpuSeconds();
        const resident = await worker.residentMiB();
        return {
          value: worker.readyMs / 1000,
          ...(cpuSeconds === undefined ? {} : { cpuSeconds }),
          ...(resident === undefined ? {} : { figures: { 'MiB resident, idle': resident } }),
        };
      },
    },
    alongside: [
      nodeLine('node -e \'import "@temporalio/worker"\'', [
        '--input-type=module',
        '--eval',
        'import "@temporalio/worker"',
      ]),
    ],
  };
}
