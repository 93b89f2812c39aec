/**
 * The Dockerfile built by buildah, and docker-compose.yml brought up by docker compose on Podman: a first extraction, down, and up again.
 * `npm run rehearse:image`: on Linux, as root, with the packages that docs/containers.md names. For where no image can be pulled: the
 * base image is made of Debian and Node, the other images of the programs that the tests run. Exit code 1 when something is not as it has to be.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findTemporalExecutable } from '../src/temporal-cli/find-executable.ts';
import { COMPOSE } from '../test/support/deploy-checks.ts';
import { nodeExecutable, OTHER_NODES } from '../test/support/other-nodes.ts';
import { S3_EXECUTABLES } from '../test/support/s3-server.ts';
import { makeTemporaryFolder } from '../test/support/temporary-folder.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const script = (name: string) => join(root, 'scripts/image', name);
const run = (command: string, args: readonly string[], variables: Record<string, string>) =>
  execFileSync(command, args, { stdio: 'inherit', env: { ...process.env, ...variables } });

const folder = await makeTemporaryFolder();
try {
  const { path: temporal } = await findTemporalExecutable({ log: console.error });
  const variables = {
    ROOT: root,
    WORK: folder.path,
    NODE: nodeExecutable(OTHER_NODES[0]),
    TEMPORAL: temporal,
    VERSITYGW: S3_EXECUTABLES.versitygw,
    COMPOSE,
    REGISTRY: execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim(),
    CONTAINERS_CONF: script('containers.conf'),
    CONTAINERS_STORAGE_CONF: join(folder.path, 'storage.conf'),
  };
  run('sh', [script('build.sh')], variables);
  // Network, mounts and processes of its own: nothing of it is left when it ends, however that is, but an empty /etc/containers/networks.
  const apart = ['--net', '--mount', '--pid', '--mount-proc', '--fork', '--kill-child'];
  run('unshare', [...apart, 'sh', script('up.sh')], variables);
} finally {
  await folder.remove();
}
