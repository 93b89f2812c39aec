import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { SEARCH_ATTRIBUTES } from '../../src/interface/names.ts';
import { type DevServer, startDevServer } from '../../src/temporal-cli/dev-server.ts';
import { eventually } from '../support/eventually.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { connectTemporal } from '../support/temporal-server.ts';

const NAMES = Object.values(SEARCH_ATTRIBUTES);
const {
  instance: INSTANCE,
  dataset: DATASET,
  phase: PHASE,
  exportId: EXPORT_ID,
} = SEARCH_ATTRIBUTES;
const OTHER_TYPE = 'other-type';
const FULL = 'full';
const TEXT = 1;
const KEYWORD = 2;

/** Of its own: what a namespace has registered shows in every run on it. */
let server: DevServer;

beforeAll(async () => {
  server = await startDevServer({ executable: inject('temporalExecutable'), ui: false });
  const eight = Array.from({ length: 8 }, (_, index) => [`Keyword${index}`, KEYWORD] as const);
  await Promise.all([
    namespaceWith(OTHER_TYPE, { [PHASE]: TEXT, [DATASET]: KEYWORD }),
    namespaceWith(FULL, Object.fromEntries(eight)),
  ]);
});
afterAll(() => server.stop());

async function namespaceWith(namespace: string, searchAttributes: Record<string, number>) {
  const { connection } = await connectTemporal(server.address);
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  });
  await eventually('the namespace takes search attributes', async () => {
    const added = connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
    return await added.then(() => true).catch(() => undefined);
  });
  await connection.close();
}

async function cli(command: 'list' | 'register', namespace = 'default', ...more: string[]) {
  const env = { TEMPORAL_ADDRESS: server.address, TEMPORAL_NAMESPACE: namespace };
  return runInProcess(['search-attributes', command, ...more], env);
}

async function standing(command: 'list' | 'register', namespace = 'default') {
  const { code, out } = await cli(command, namespace, '--output', 'json');
  return { code, ...(JSON.parse(out) as { attributes: unknown[] }) };
}

describe('search-attributes on a namespace that has none', () => {
  it('list says so, and how to register them', async () => {
    const { code, out } = await cli('list');
    expect(code).toBe(0);
    expect(out).toBe(
      [
        'Search attributes of the namespace default:',
        '  MarketoInstance  Keyword  not registered',
        '  MarketoDataset   Keyword  not registered',
        '  MarketoPhase     Keyword  not registered',
        '  MarketoExportId  Keyword  not registered',
        'Next  marketo-extract search-attributes register',
        '',
      ].join('\n'),
    );
  });

  it('register adds them, and a second time changes nothing', async () => {
    const first = await standing('register');
    expect(first).toEqual({
      code: 0,
      version: 1,
      namespace: 'default',
      attributes: NAMES.map((name) => ({
        ...{ name, type: 'Keyword', state: 'registered', registeredType: 'Keyword', added: true },
      })),
    });
    const again = await cli('register');
    expect(again.code).toBe(0);
    expect(again.out.match(/was registered already/g)).toHaveLength(NAMES.length);
    const listed = await cli('list');
    expect(listed.out.match(/Keyword {2}registered\n/g)).toHaveLength(NAMES.length);
  });
});

it('one of another type is left alone, the others are registered, and the exit code is 1', async () => {
  const { code, attributes } = await standing('register', OTHER_TYPE);
  expect(code).toBe(1);
  expect(attributes).toEqual([
    expect.objectContaining({ name: INSTANCE, state: 'registered', added: true }),
    expect.objectContaining({ name: DATASET, state: 'registered', added: false }),
    expect.objectContaining({ name: PHASE, state: 'otherType', registeredType: 'Text' }),
    expect.objectContaining({ name: EXPORT_ID, state: 'registered', added: true }),
  ]);
  const { out } = await cli('list', OTHER_TYPE);
  expect(out).toContain('MarketoPhase     Keyword  of the type Text here: runs go without it');
  expect(out).toContain(
    'temporal operator search-attribute remove --namespace other-type --name MarketoPhase\n',
  );
});

describe('search-attributes where Temporal refuses', () => {
  it.each([
    { what: 'a namespace without room', namespace: FULL, reason: 'cannot have more than 10' },
    { what: 'a namespace that is not there', namespace: 'nowhere', reason: 'is not found' },
  ])('$what: the reason, and who can register them', async ({ namespace, reason }) => {
    const { code, out, err } = await cli('register', namespace);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(reason);
    expect(err).toContain(
      `temporal operator search-attribute create --namespace ${namespace} --name MarketoInstance --type Keyword`,
    );
  });
});
