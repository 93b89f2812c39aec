/** Programs of somebody who has installed the package; each prints one JSON value, in a line. */
interface Program {
  readonly name: string;
  readonly imports: string;
  readonly claim: string;
  readonly text: string;
  readonly output: unknown;
}

const REQUEST = `{
  filter: { createdAt: { startAt: '2026-01-01T00:00:00Z', endAt: '2026-01-31T23:59:59Z' } },
}`;

export const PROGRAMS: readonly Program[] = [
  // The first in their process: it looks at what has been loaded.
  {
    name: 'emulated',
    imports: 'marketo-activity-extract/emulator and /marketo',
    claim: 'the client talks to the emulator, with no Temporal in the process',
    text: `
import { startEmulator, type Emulator, type FaultRule, type Switches } from 'marketo-activity-extract/emulator';
import { createMarketoClient, MarketoError, type ExportJob } from 'marketo-activity-extract/marketo';

const rule: FaultRule = { on: 'file', do: { cutAfterBytes: 10 } };
const switches: Partial<Switches> = { guids: 'digits' };
const emulator: Emulator = await startEmulator({ scale: 0, faults: [rule], switches });
const { url: baseUrl, clientId, clientSecret } = emulator;
const marketo = createMarketoClient({ baseUrl, clientId, clientSecret });
const period = { startAt: '2025-06-01T00:00:00Z', endAt: '2025-06-01T23:59:59Z' };
const job: ExportJob = (await marketo.createExport({ filter: { createdAt: period } })).value;
const error = await marketo.exportStatus('00000000-0000-0000-0000-000000000000').catch((thrown: unknown) => thrown);
const { numberOfRecords } = await emulator.truth({ startAt: '2025-06-01', endAt: '2025-06-01T23:59:59Z' });
console.log(JSON.stringify({
  state: job.state,
  refused: error instanceof MarketoError && error.kind,
  numberOfRecords,
  temporal: Object.keys(process.getBuiltinModule('module').createRequire(import.meta.url).cache).some((path) => path.includes('@temporalio')),
}));
await marketo.close();
await emulator.close();
`,
    output: { state: 'Created', refused: 'notFound', numberOfRecords: 5000, temporal: false },
  },
  {
    name: 'client',
    imports: 'marketo-activity-extract',
    claim: 'requests are typed and checked, and errors are told apart by their class',
    text: `
import { connectTemporal, joinExtract, parseRequest, startExtract, TemporalUnreachableError } from 'marketo-activity-extract';
import type { ExtractHandle, ExtractOutcome, ExtractRequest } from 'marketo-activity-extract';

const request: ExtractRequest = ${REQUEST};
const wrong = parseRequest({ ...request, windowsize: 'P1D' });
const error = await connectTemporal({ env: {}, address: '127.0.0.1:1', timeoutMs: 100 }).catch((thrown: unknown) => thrown);
export const start = async (...[client]: Parameters<typeof startExtract>): Promise<ExtractOutcome> => {
  // @ts-expect-error -- a member that there is not
  await startExtract(client, { ...request, windowsize: 'P1D' });
  const extract: ExtractHandle = await joinExtract(client, 'id');
  for await (const { state } of extract.watch()) console.log(state satisfies string);
  return extract.outcome();
};
console.log(JSON.stringify({
  faults: wrong.ok ? [] : wrong.faults.map(({ path }) => path),
  unreachable: error instanceof TemporalUnreachableError,
}));
`,
    output: { faults: ['windowsize'], unreachable: true },
  },
  {
    name: 'workflows',
    imports: 'marketo-activity-extract/messages',
    claim:
      'workflows of another team are typed by it, and bundled without anything that the sandbox refuses',
    text: `
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import { executeExtract, pause, pollNow } from 'marketo-activity-extract/messages';

export async function monthEnd(): Promise<number> {
  const { records } = await executeExtract(${REQUEST});
  return records;
}

const workflowsPath = fileURLToPath(import.meta.resolve('marketo-activity-extract/messages'));
const silent = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} };
const { code } = await bundleWorkflowCode({ workflowsPath, logger: silent });
console.log(JSON.stringify({ signals: [pause.name, pollNow.name], bundled: code.includes("'setConcurrency'"), zod: code.includes('ZodError') }));
`,
    output: { signals: ['pause', 'pollNow'], bundled: true, zod: false },
  },
  {
    name: 'caller',
    imports: 'marketo-activity-extract/nexus',
    claim:
      'a caller in another namespace is typed by the contract, which brings nothing else into its bundle',
    text: `
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import { createNexusServiceClient } from '@temporalio/workflow';
import { marketoExtract } from 'marketo-activity-extract/nexus';

export async function monthEnd(): Promise<number> {
  const client = createNexusServiceClient({ endpoint: 'marketo-extract', service: marketoExtract });
  const { records } = await client.executeOperation('extract', ${REQUEST});
  return records;
}

const workflowsPath = fileURLToPath(import.meta.resolve('marketo-activity-extract/nexus'));
const silent = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} };
const { code } = await bundleWorkflowCode({ workflowsPath, logger: silent });
const { name, operations } = marketoExtract;
console.log(JSON.stringify({ name, operations: Object.keys(operations), bundled: code.includes('marketoExtract'), zod: code.includes('ZodError') }));
`,
    output: { name: 'marketoExtract', operations: ['extract'], bundled: true, zod: false },
  },
  {
    name: 'hosted',
    imports: 'marketo-activity-extract/worker',
    claim: 'wrong settings are told all at once; the workflows can be bundled; metrics have bounds',
    text: `
import type { NativeConnection } from '@temporalio/worker';
import { bundleWorkflows, createExtractWorker, histogramBuckets, InvalidConfigurationError } from 'marketo-activity-extract/worker';

const connection = undefined as unknown as NativeConnection;
const error = await createExtractWorker({ connection, settings: { EXTRACT_POLL_INTERVAL: 'soon' } }).catch((thrown: unknown) => thrown);
const faults = error instanceof InvalidConfigurationError ? error.faults.map(({ path }) => path).sort() : error;
const [longest] = Object.entries(histogramBuckets()).flatMap(([name, bounds]) => name === 'activity_execution_latency' ? bounds.slice(-1) : []);
console.log(JSON.stringify({ faults, longest, bundled: (await bundleWorkflows()).includes('extractActivities') }));
`,
    output: {
      faults: [
        'EXTRACT_POLL_INTERVAL',
        'MARKETO_BASE_URL',
        'MARKETO_CLIENT_ID',
        'MARKETO_CLIENT_SECRET',
      ],
      longest: 86_400,
      bundled: true,
    },
  },
  {
    name: 'documents',
    imports: 'the schemas and package.json',
    claim: 'are JSON that a program imports',
    text: `
import request from 'marketo-activity-extract/request.schema.json' with { type: 'json' };
import schedule from 'marketo-activity-extract/schedule.schema.json' with { type: 'json' };
import manifest from 'marketo-activity-extract/package.json' with { type: 'json' };

console.log(JSON.stringify([request.type, schedule.type, manifest.name]));
`,
    output: ['object', 'object', 'marketo-activity-extract'],
  },
];
