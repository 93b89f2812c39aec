// Puts into .cache/deploy what the deployment files are checked with: docker compose, built by Go, and Kubernetes' own
// schemas, out of a wheel. What is there already is left as it is. Exit code 1 when one of them cannot be had.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { provide, run } from './provide.mjs';

const COMPOSE = '5.6.0';
const KUBERNETES = '1.37.0';
const SCHEMAS_WHEEL_SHA256 = '85136d018a27b50ec7fc049d902bfa5193f5976807e6c0f408e3ab6fe078cad9';

provide('deploy', `docker-compose-${COMPOSE}`, buildCompose);
provide('deploy', `kubernetes-schemas-${KUBERNETES}`, unpackSchemas);

/** As a dependency of a module of its own: `go install` refuses modules that exclude versions, as this one does. */
function buildCompose(folder) {
  const module = 'github.com/docker/compose/v5';
  writeFileSync(join(folder, 'go.mod'), 'module prepare\n');
  run('go', ['get', `${module}/cmd@v${COMPOSE}`], { cwd: folder });
  run('go', ['build', '-ldflags=-s -w', '-o', 'docker-compose', `${module}/cmd`], { cwd: folder });
  return join(folder, 'docker-compose');
}

function unpackSchemas(folder) {
  const requirements = join(folder, 'requirements.txt');
  const wheel = `kubernetes_validate-${KUBERNETES}-py3-none-any.whl`;
  writeFileSync(
    requirements,
    `kubernetes-validate==${KUBERNETES} --hash=sha256:${SCHEMAS_WHEEL_SHA256}\n`,
  );
  const options = ['--no-deps', '--only-binary=:all:', '--quiet'];
  run('python3', ['-m', 'pip', 'download', ...options, '--dest', folder, '-r', requirements]);
  const unpacked = join(folder, 'unpacked');
  mkdirSync(unpacked);
  run('python3', ['-m', 'zipfile', '-e', join(folder, wheel), unpacked]);
  const schemas = join(unpacked, 'kubernetes_validate/kubernetes-json-schema');
  return join(schemas, `v${KUBERNETES}-local-strict`);
}
