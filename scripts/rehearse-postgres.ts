/**
 * docker-compose.yml with docker-compose.postgres.yml, each service by its own command, as test/e2e/compose.test.ts does it without Postgres:
 * brought up, a first extraction, down, and up again with what was kept. `npm run rehearse:postgres`: on Linux, as root, with
 * Postgres, `nc` and Go. Exit code 1 when something is not as it has to be.
 */
import { cpSync, existsSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findTemporalExecutable } from '../src/temporal-cli/find-executable.ts';
import { ComposeStack } from '../test/support/containers/compose-stack.ts';
import { whyNoContainers } from '../test/support/containers/container.ts';
import { imagesOf } from '../test/support/containers/images.ts';
import { postgresImagesOf } from '../test/support/containers/images-postgres.ts';
import { inOrder } from '../test/support/containers/service.ts';
import { type ComposeModel, composeConfig } from '../test/support/deploy-checks.ts';
import { nodeExecutable, OTHER_NODES } from '../test/support/other-nodes.ts';
import { publishedWindows } from '../test/support/published.ts';
import { S3_EXECUTABLES } from '../test/support/s3-server.ts';
import { makeTemporaryFolder } from '../test/support/temporary-folder.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const prepared = (name: string) => join(root, '.cache/deploy', name);
const ONCE = ['bucket', 'schema', 'namespace', 'search-attributes'];

const why = whyNoContainers();
if (why !== undefined) throw new Error(`No containers can be made here: ${why}`);
const folder = await makeTemporaryFolder();
try {
  await rehearse(folder.path);
} finally {
  await folder.remove();
}

async function rehearse(path: string): Promise<void> {
  const model = modelFor(path);
  await using stack = await ComposeStack.open(model, await imagesFor(model), path);
  await up(stack);
  const id = await extract(stack);
  const [window, ...others] = await publishedWindows(join(stack.volume('s3'), 'exports'));
  if (window === undefined || others.length > 0) throw new Error('The bucket has not one file');
  console.log(`${id}: ${window.file} is whole in the bucket`);
  await down(stack);
  await up(stack); // schema and namespace run again, on what is there
  const status = await cli(stack, ['status', id]);
  if (!status.includes('Completed')) throw new Error(`After a restart:\n${status}`);
  console.log('After a restart Postgres still has the run');
  await down(stack);
}

/** Of all services but the UI, which is another program than this rehearsal is about. */
function modelFor(path: string): ComposeModel {
  cpSync(join(root, 'deploy'), join(path, 'deploy'), { recursive: true });
  writeFileSync(join(path, '.env'), 'EXTRACT_POLL_INTERVAL=1s\n');
  const files = ['docker-compose.yml', 'docker-compose.postgres.yml'];
  const { services, ...rest } = composeConfig(
    files,
    { POSTGRES_PASSWORD: 'of-the-rehearsal' },
    path,
  );
  const kept = Object.entries(services).filter(([name]) => name !== 'temporal-ui');
  return { ...rest, services: Object.fromEntries(kept) };
}

async function imagesFor({ services }: ComposeModel) {
  const [, version = ''] = services['temporal']?.image?.split(':') ?? [];
  const { path: temporal } = await findTemporalExecutable({ log: console.error });
  const node = nodeExecutable(OTHER_NODES[0]);
  return {
    ...imagesOf({
      root,
      dist: join(root, 'dist'),
      node,
      temporal,
      versitygw: S3_EXECUTABLES.versitygw,
    }),
    ...postgresImagesOf({
      temporal,
      temporalServer: prepared(`temporal-server-${version}`),
      temporalSqlTool: prepared(`temporal-sql-tool-${version}`),
      nc: realpathSync('/usr/bin/nc'),
      postgres: installedPostgres(),
    }),
  };
}

function installedPostgres(): string {
  const found = ['18', '17', '16', '15']
    .map((version) => `/usr/lib/postgresql/${version}`)
    .find((path) => existsSync(join(path, 'bin/initdb')));
  if (found === undefined) throw new Error('No Postgres is installed: apt-get install postgresql');
  console.log(`Postgres ${found.split('/').at(-1)}`);
  return found;
}

async function up(stack: ComposeStack): Promise<void> {
  await stack.up();
  await stack.untilHealthy('worker');
  console.log(`Up: ${inOrder(stack.model).join(', ')}`);
}

async function down(stack: ComposeStack): Promise<void> {
  for (const name of [...inOrder(stack.model)].reverse()) {
    if (ONCE.includes(name)) continue;
    const { code, signal } = await stack.stop(name);
    console.log(`${name} ended with ${String(signal ?? code)}`);
  }
}

/** The first extraction of docs/containers.md. Answers its workflow id. */
async function extract(stack: ComposeStack): Promise<string> {
  const told = await cli(stack, [
    ...['start', '--previous', 'day', '--dataset', 'first', '--wait'],
    ...['--output', 'json'],
  ]);
  const { workflowId } = JSON.parse(told) as { workflowId: string };
  return workflowId;
}

async function cli(stack: ComposeStack, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await stack.run('cli', args);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${String(code)}:\n${stderr}`);
  return stdout;
}
