/** What the images of docker-compose.postgres.yml bring beside those of docker-compose.yml, as theirs had it when they were read. */
import { fileURLToPath } from 'node:url';
import type { ContainerMount } from './container.ts';
import type { Image } from './images.ts';

export interface PostgresPrograms {
  readonly temporal: string;
  readonly temporalServer: string;
  readonly temporalSqlTool: string;
  /** Its file, not a link of Debian's alternatives. */
  readonly nc: string;
  /** Folder of this machine's Postgres: `/usr/lib/postgresql/15`. */
  readonly postgres: string;
}

const OTHER = { command: [], environment: {}, user: '1000:1000', workFolder: '/' };

export function postgresImagesOf(programs: PostgresPrograms): Readonly<Record<string, Image>> {
  return {
    // docker-library/postgres: its entrypoint makes the database of POSTGRES_USER, then is postgres, as a user of its own.
    postgres: {
      ...OTHER,
      entrypoint: ['/bin/sh', '/entrypoint/postgres.sh'],
      environment: {
        PATH: `${programs.postgres}/bin:/usr/bin:/bin`,
        PGDATA: '/var/lib/postgresql/data',
      },
      home: '/var/lib/postgresql',
      mounts: [
        readOnly(fileURLToPath(new URL('postgres.sh', import.meta.url)), '/entrypoint/postgres.sh'),
        readOnly('/usr/share', '/usr/share'),
      ],
    },
    // temporalio/temporal, docker/targets/server.Dockerfile: its entrypoint finds the address that other nodes are told, by the host's name.
    'temporalio/server': {
      ...OTHER,
      entrypoint: ['/bin/sh', '-c'],
      command: [
        'TEMPORAL_BROADCAST_ADDRESS=$(getent hosts "$(hostname)" | cut -d " " -f 1) exec temporal-server start',
      ],
      home: '/home/temporal',
      workFolder: '/etc/temporal',
      mounts: [
        readOnly(programs.temporalServer, '/usr/local/bin/temporal-server'),
        readOnly(programs.nc, '/usr/local/bin/nc'),
      ],
    },
    // The same, docker/targets/admin-tools.Dockerfile.
    'temporalio/admin-tools': {
      ...OTHER,
      entrypoint: [],
      home: '/home/temporal',
      mounts: [
        readOnly(programs.temporal, '/usr/local/bin/temporal'),
        readOnly(programs.temporalSqlTool, '/usr/local/bin/temporal-sql-tool'),
      ],
    },
  };
}

function readOnly(source: string, target: string): ContainerMount {
  return { source, target, readOnly: true };
}
