/** What the images bring that docker-compose.yml names. Ours as the Dockerfile has it; others as theirs had it when they were read. */
import { join, posix } from 'node:path';
import type { ContainerMount } from './container.ts';
import { readLastStage } from './dockerfile.ts';

export interface Image {
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly user: string;
  readonly home: string;
  readonly workFolder: string;
  readonly healthCommand?: readonly string[];
  readonly mounts: readonly ContainerMount[];
}

export interface Programs {
  /** This repository. */
  readonly root: string;
  /** A built `dist`. */
  readonly dist: string;
  readonly node: string;
  readonly temporal: string;
  readonly versitygw: string;
}

/** By the name of the image, without its tag. */
export function imagesOf(programs: Programs): Readonly<Record<string, Image>> {
  return {
    'marketo-activity-extract': ourImage(programs),
    // temporalio/cli, Dockerfile: Alpine, user temporal.
    'temporalio/temporal': {
      entrypoint: ['temporal'],
      command: [],
      environment: {},
      user: '1000:1000',
      home: '/home/temporal',
      workFolder: '/',
      mounts: [program(programs.temporal, '/usr/local/bin/temporal')],
    },
    // versity/versitygw, Dockerfile: Alpine, root. Its entrypoint is a script that hands its arguments over.
    'ghcr.io/versity/versitygw': {
      entrypoint: ['versitygw'],
      command: [],
      environment: {},
      user: '0:0',
      home: '/root',
      workFolder: '/',
      mounts: [program(programs.versitygw, '/usr/local/bin/versitygw')],
    },
  };
}

function ourImage({ root, dist, node }: Programs): Image {
  const { copies, ...stage } = readLastStage(root);
  const built = copies.map(({ from, to }) => {
    const name = posix.relative(stage.workFolder, from);
    return {
      source: name === 'dist' ? dist : join(root, name),
      target: posix.resolve(stage.workFolder, to),
      readOnly: true,
    };
  });
  return {
    ...stage,
    entrypoint: [],
    home: '/home/node',
    mounts: [...built, program(node, '/usr/local/bin/node')],
  };
}

function program(source: string, target: string): ContainerMount {
  return { source, target, readOnly: true };
}
