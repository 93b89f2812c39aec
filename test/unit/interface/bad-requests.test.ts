import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { BAD_REQUESTS, TEN_BAD_REQUESTS } from '../../support/bad-requests.ts';
import { runInProcess } from '../../support/run-in-process.ts';
import { formatFaults } from '../../../src/interface/fault.ts';
import { datasetFolder } from '../../../src/ledger/keys.ts';
import { accepted, faultsOf, request } from './sample-request.ts';

const schema = JSON.parse(
  readFileSync(new URL('../../../docs/request.schema.json', import.meta.url), 'utf8'),
) as object;

describe('bad requests', () => {
  it('are two hundred and more, no two the same', () => {
    expect(BAD_REQUESTS.length).toBeGreaterThanOrEqual(200);
    expect(new Set(BAD_REQUESTS.map(({ what }) => what)).size).toBe(BAD_REQUESTS.length);
  });

  it.each(BAD_REQUESTS)('$what is refused by name of its path', ({ json, path }) => {
    const faults = faultsOf(JSON.parse(json));
    expect(faults.map((fault) => fault.path)).toContain(path);
    const text = formatFaults(faults);
    expect(text.length).toBeLessThan(10_000);
    // What is shown in a terminal and a web page: no control characters, no halves of characters.
    // eslint-disable-next-line no-control-regex -- they are what is looked for
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]|\p{Surrogate}/u);
  });

  it('are refused by the JSON Schema wherever types, patterns and names tell', () => {
    const fits = new Ajv2020({ strict: false }).compile(schema);
    const sayable = BAD_REQUESTS.filter(({ what }) => / as |^the (dataset|member) /.test(what));
    const taken = sayable.filter(({ json }) => fits(JSON.parse(json)));
    expect(sayable.length).toBeGreaterThan(150);
    expect(taken.map(({ what }) => what)).toEqual([]);
  });

  it.each(TEN_BAD_REQUESTS)('$what: the command line exits 2 and asks nobody', async (bad) => {
    const nowhere = { TEMPORAL_ADDRESS: '127.0.0.1:1' };
    const { code, ...written } = await runInProcess(
      ['start', '--file', '-', '--wait'],
      nowhere,
      bad.json,
    );
    expect(code).toBe(2);
    expect(written.out).toBe('');
    for (const { message } of faultsOf(JSON.parse(bad.json)))
      expect(written.err).toContain(message);
  });
});

it.each(['a', '0', 'Nightly_1.a-b', 'constructor', 'toString', 'a'.repeat(64)])(
  'a dataset name that is taken, %s, is one to the ledger as well',
  (dataset) => {
    const { request: resolved } = accepted(request({}, { dataset }));
    expect(datasetFolder(resolved)).toBe(`default/${dataset}/`);
  },
);
