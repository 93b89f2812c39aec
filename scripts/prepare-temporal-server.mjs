// Puts Temporal's server and its schema tool, built by Go, into .cache/deploy, for `npm run rehearse:postgres`.
// With empty caches some ten minutes. What is there already is left as it is. Exit code 1 when one of them cannot be had.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { provide, run } from './provide.mjs';

const SERVER = '1.32.0';

provide('deploy', `temporal-server-${SERVER}`, (folder) => build('cmd/server', folder));
provide('deploy', `temporal-sql-tool-${SERVER}`, (folder) => build('cmd/tools/sql', folder));

function build(path, folder) {
  const program = `go.temporal.io/server/${path}`;
  writeFileSync(join(folder, 'go.mod'), 'module prepare\n');
  run('go', ['get', `${program}@v${SERVER}`], { cwd: folder });
  run('go', ['build', '-ldflags=-s -w', '-o', 'program', program], { cwd: folder });
  return join(folder, 'program');
}
