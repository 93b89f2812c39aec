/** The examples of clients that are not ours: the temporal CLI and a Python program, by the commands of their pages. */
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { type DevServer, startDevServer } from '../../src/temporal-cli/dev-server.ts';
import { eventually } from '../support/eventually.ts';
import { install, type Installation } from '../support/extraction.ts';
import { cachedEnvironment, findPython } from '../support/python-environment.ts';
import { requestFor } from '../support/requests.ts';
import { openShell, type Shell, shownCommands } from '../support/shown-commands.ts';
import { cancellationMemo, windowWhere } from '../support/windows.ts';
import '../support/temporal-server.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url));

let server: DevServer;
let at: Installation;
let shell: Shell;
/** Beside the examples, so that paths of the pages lead to them, and what a page makes goes away with it. */
let folder: string;

beforeAll(async () => {
  const temporal = inject('temporalExecutable');
  server = await startDevServer({ executable: temporal, ui: false });
  const env = {
    EXTRACT_TASK_QUEUE: 'marketo-activity-extract', // as the pages have it
    EXTRACT_QUEUE_WAIT: '10m', // longer than any test: only `pollNow` ends it
  };
  at = await install({ address: server.address, env });
  folder = await mkdtemp(join(tmpdir(), 'examples-'));
  await symlink(EXAMPLES, join(folder, 'examples'));
  shell = await openShell(temporal, { TEMPORAL_ADDRESS: server.address }, folder);
});

afterAll(async () => {
  await shell[Symbol.asyncDispose]();
  await at[Symbol.asyncDispose]();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(() => {
  at.emulator.setEnvironment({ hold: false, otherTools: { running: 0, queued: 0 } });
});

const hold = () => at.emulator.setEnvironment({ hold: { queued: true } });

async function commandsOf(example: string): Promise<readonly string[]> {
  return shownCommands(await readFile(join(EXAMPLES, example, 'README.md'), 'utf8'));
}

function queuedJob(startAt: string) {
  return eventually(`a job from ${startAt} is queued`, () =>
    at.emulator.jobs().find((job) => job.startAt.startsWith(startAt) && job.state === 'Queued'),
  );
}

describe('examples/temporal-cli', () => {
  it('does what its page says, command by command', async () => {
    const commands = [...(await commandsOf('temporal-cli'))];
    /** The page's next command, which has to begin like this. */
    const next = (beginning: string, expected: RegExp) => runNext(commands, beginning, expected);

    await next('temporal workflow execute --type planExtract', /"state":"missing"/);
    at.emulator.setEnvironment({ otherTools: { running: 0, queued: 10 } }); // Marketo's queue is full
    await next('temporal workflow start', /Running execution/);
    const waits = await windowWhere(at.client, 'october', 'it waits for the queue', (status) =>
      Boolean(status.waitingFor),
    );
    expect(waits.status.nextTryAt).toBeDefined();
    await next('temporal workflow query', /"phase":"exporting"/);
    await next('temporal workflow describe', /Pending Child Workflows: [12]/);

    at.emulator.setEnvironment({ otherTools: { running: 0, queued: 0 }, hold: { queued: true } });
    await next('temporal workflow signal --workflow-id october --name pollNow', /succeeded/);
    await queuedJob('2026-10-01'); // ten minutes before the wait would have ended
    await next('temporal workflow signal --workflow-id october --name pause', /succeeded/);
    const paused = await at.client.workflow.getHandle('october').query('status');
    expect(paused).toMatchObject({ paused: { by: 'Ada', reason: 'Marketo is slow' } });
    await next('temporal workflow signal --workflow-id october --name resume', /succeeded/);
    await next('temporal workflow update execute', /Result\s+3/);

    at.emulator.setEnvironment({ hold: false });
    await next('temporal workflow result', /Status +COMPLETED[^]*"sha256":"[0-9a-f]{64}"/);

    hold();
    await startWith(requestFor('2026-08-01', '2026-08-02'), 'october');
    const { exportId } = await queuedJob('2026-08-01');
    await next('temporal workflow cancel', /Canceled/);
    await expect(at.client.workflow.getHandle('october').result()).rejects.toThrow('cancelled');
    await next('temporal workflow describe', /"cancellation"/);
    expect(await cancellationMemo(at.client, 'october')).toMatchObject([
      { exportId, outcome: 'cancelled' },
    ]);

    at.emulator.setEnvironment({ hold: false });
    await next('temporal schedule create', /^$/);
    await next('temporal schedule trigger', /sent/);
    const run = await eventually('the triggered run is there', async () => {
      const { info } = await at.client.schedule.getHandle('nightly').describe();
      return info.recentActions[0]?.action.workflow.workflowId;
    });
    await next('temporal schedule describe', /NextRunTime/);
    // The real clock, which Temporal has, is days past the emulator's: the days asked for are not all over there.
    await at.client.workflow.getHandle(run).cancel();
    await next('temporal schedule delete', /deleted/);
    expect(commands).toEqual([]);
  });
});

async function runNext(commands: string[], beginning: string, expected: RegExp): Promise<void> {
  const command = commands.shift() ?? '';
  expect(command.startsWith(beginning), `${command} begins with ${beginning}`).toBe(true);
  expect(await shell.run(command), command).toMatch(expected);
}

function startWith(request: unknown, workflowId: string) {
  return at.client.workflow.start('extractActivities', {
    taskQueue: 'marketo-activity-extract',
    workflowId,
    args: [request],
    workflowExecutionTimeout: '110s', // bounded, whatever goes wrong
  });
}

const python = await findPython();
if (!python.available) process.stderr.write(`${python.reason}\n`);

describe.skipIf(!python.available)('examples/python', () => {
  let run: string;
  beforeAll(async () => {
    if (!python.available) return;
    const [create, install_, program, ...more] = await commandsOf('python');
    expect(more).toEqual([]);
    run = program!;
    const requirements = join(EXAMPLES, 'python', 'requirements.txt');
    const kept = await cachedEnvironment(requirements, python, async (fresh) => {
      await shell.run(`cd ${fresh} && ${create!} && ln -s ${EXAMPLES} examples && ${install_!}`);
    });
    await symlink(kept, join(folder, '.venv'));
  });

  async function runWith(request: unknown, id: string, code: number): Promise<string> {
    await writeFile(join(folder, `${id}.json`), JSON.stringify(request));
    const command = run.replace('examples/python/request.json', `${id}.json`);
    return shell.run(command.replace('--workflow-id october', `--workflow-id ${id}`), code);
  }

  it('prints start, records, SHA-256 and URI of every window, by the commands of its page', async () => {
    const printed = await shell.run(run.replace('october', 'october-python'));
    expect(printed).toMatch(/^2026-10-01T00:00:00Z \d+ [0-9a-f]{64} file:.+\.csv$/m);
    expect(printed).toMatch(/^2026-10-08T00:00:00Z \d+ [0-9a-f]{64} file:.+\.csv$/m);
  });

  it('tells every fault of a wrong request, and ends with 2', async () => {
    const printed = await runWith({ fields: [], format: 'XML' }, 'wrong', 2);
    for (const member of ['fields', 'format', 'filter']) expect(printed).toContain(`- ${member}`);
  });

  it('tells how it goes, prints what is published though a window failed, and ends with 1', async () => {
    hold();
    const request = requestFor('2026-09-01', '2026-09-02', { windowSize: 'P1D', concurrency: 1 });
    const ended = runWith(request, 'half', 1);
    const first = await queuedJob('2026-09-01');
    await at.emulator.setJobState(first.exportId, 'Completed');
    const second = await queuedJob('2026-09-02');
    await at.emulator.setJobState(second.exportId, 'Cancelled'); // by somebody else
    const printed = await ended;
    expect(printed).toMatch(/^2026-09-01T00:00:00Z \d+ [0-9a-f]{64} file:/m);
    expect(printed).toMatch(/^2026-09-02T00:00:00Z JobCancelledAtMarketo /m);
  });
});
