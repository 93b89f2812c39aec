import { expect, it } from 'vitest';
import { CREATE_BODY } from './marketo.ts';
import { START, startEmulated } from './emulated.ts';

it('the token in use is told by what is left of it and by Marketo’s clock, and costs no API call', async () => {
  const { emulator, client } = await startEmulated();
  expect(await client.tokenReading()).toEqual({
    remainingMs: 3_600_000,
    serverTimeMs: Date.parse(START),
  });
  await emulator.advance(600);
  expect(await client.tokenReading()).toMatchObject({ remainingMs: 3_000_000 });
  expect((await client.apiUsage()).calls).toBe(0);
});

it('today’s API calls are those of all users, and the users are not named', async () => {
  const { client } = await startEmulated();
  await client.createExport(CREATE_BODY);
  await client.activityTypes();
  expect(await client.apiUsage()).toEqual({ date: START.slice(0, 10), calls: 2 });
});
