import { describe, expect, it } from 'vitest';
import { openMarketoCli } from './marketo-cli.ts';

describe('types', () => {
  it('shows every type with its primary attribute and attributes, by id', async () => {
    const cli = await openMarketoCli();
    const { code, out, err } = await cli.run(['types']);
    expect(code).toBe(0);
    const lines = out.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^ID +NAME +PRIMARY ATTRIBUTE +ATTRIBUTES$/);
    expect(lines).toContainEqual(expect.stringMatching(/^2 +Fill Out Form +Webform ID +Client IP/));
    expect(lines).toContainEqual(expect.stringMatching(/^12 +New Lead +– +/));
    const ids = lines.slice(1).map((line) => Number.parseInt(line, 10));
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    expect(err).toBe(`${ids.length} types of ${ids.length} in instance default.\n`);
  });

  it('finds by id, name and attribute, whatever the case', async () => {
    const cli = await openMarketoCli();
    const found = async (word: string) => {
      const { out } = await cli.run(['types', '--search', word, '--output', 'json']);
      return (JSON.parse(out) as { types: { id: number }[] }).types.map(({ id }) => id);
    };
    expect(await found('fill out form')).toContain(2);
    expect(await found('WEBFORM')).toContain(2);
    expect(await found('new lead')).toEqual([12]);
    expect(await found('nothing has this')).toEqual([]);
  });

  it('shows no empty table when there is none', async () => {
    const cli = await openMarketoCli();
    const { code, out, err } = await cli.run(['types', '--search', 'no such word']);
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(err).toMatch(/^0 types of \d+ in instance default/);
  });

  it('as JSON has what Marketo says', async () => {
    const cli = await openMarketoCli();
    const { out } = await cli.run(['types', '--output', 'json']);
    const { types, ...rest } = JSON.parse(out) as { types: { id: number }[] };
    expect(rest).toEqual({ version: 1, instance: 'default' });
    expect(types.find(({ id }) => id === 2)).toMatchObject({
      name: 'Fill Out Form',
      primaryAttribute: { name: 'Webform ID', dataType: 'integer' },
      attributes: expect.arrayContaining([
        expect.objectContaining({ name: expect.any(String) as string }),
      ]) as unknown[],
    });
  });
});
