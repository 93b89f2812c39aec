/** The place of a worker in Temporal's Worker Versioning. The names are those that the Temporal Worker Controller sets. */
import { quote } from '../interface/fault.ts';
import type { WorkerDeployment } from './config.ts';
import type { Values } from './read-settings.ts';
import { plainName } from './readers.ts';
import { bad } from './reading.ts';
import type { Reader } from './reading.ts';
import type { Setting } from './setting.ts';

/** Temporal writes a version as `<deployment>.<build id>` or with a colon, and keeps `__` for itself. */
const deploymentName: Reader<string> = (text) => {
  const name = plainName(text);
  if (!name.ok || (!/[.:]/.test(text) && !text.startsWith('__'))) return name;
  return bad(
    `${quote(text)} is no name of a Worker Deployment: Temporal refuses a dot, a colon, and __ at the beginning; ` +
      'write it like marketo-extract',
  );
};

export const DEPLOYMENT_SETTINGS = {
  deploymentName: {
    variable: 'TEMPORAL_DEPLOYMENT_NAME',
    description:
      "Worker Deployment that the worker belongs to; with it Temporal's Worker Versioning is on, see docs/upgrading.md. The Temporal Worker Controller sets it",
    unit: 'name',
    defaultInWords: 'no Worker Versioning',
    example: 'marketo-extract',
    read: deploymentName,
  },
  buildId: {
    variable: 'TEMPORAL_WORKER_BUILD_ID',
    description:
      'What tells the version of this worker from others of its deployment, such as the tag of an image; without `TEMPORAL_DEPLOYMENT_NAME` it has no effect. The Temporal Worker Controller sets it',
    unit: 'name',
    defaultInWords: 'the version of this product',
    example: '0.1.0-a1b2c3d',
    read: plainName,
  },
} satisfies Record<string, Setting<unknown>>;

type DeploymentValues = Values<typeof DEPLOYMENT_SETTINGS>;

export function deploymentOf({
  deploymentName: name,
  buildId,
}: DeploymentValues): WorkerDeployment | undefined {
  if (name === undefined) return undefined;
  return buildId === undefined ? { name } : { name, buildId };
}

/** What is odd about them, one line each. */
export function deploymentWarnings({ deploymentName: name, buildId }: DeploymentValues): string[] {
  if (buildId === undefined || name !== undefined) return [];
  const settings = DEPLOYMENT_SETTINGS;
  return [
    `${settings.buildId.variable} has no effect without ${settings.deploymentName.variable}: Worker Versioning is off.`,
  ];
}
