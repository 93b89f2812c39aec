import { describe, expect, it } from 'vitest';
import { openMarketoCli } from './marketo-cli.ts';

describe('quota', () => {
  it('tells what is used and left, the queue and the reset, and that it is a lower bound', async () => {
    const cli = await openMarketoCli();
    const { fileSize = 0 } = await cli.job(1);
    cli.emulator.setEnvironment({ hold: { queued: true } });
    await cli.job(2);
    const { code, out } = await cli.run(['quota'], { EXTRACT_DAILY_QUOTA: '1GB' });
    expect(code).toBe(0);
    expect(out).toMatch(/^Instance default, by Marketo's clock 2026-11-20T12:00:00Z\n/);
    expect(out).toMatch(/^ {2}Used today +[\d.]+ kB of 1 GB \(at least\)$/m);
    expect(out).toMatch(/^ {2}Left +(1 GB|999[\d.]* MB) \(at most\)$/m);
    expect(out).toMatch(/^ {2}Queue +1 of 10 places taken \(at least\)$/m);
    expect(out).toMatch(/^ {2}Resets +2026-11-21T06:00:00Z \(2026-11-21 00:00 CST\)$/m);
    expect(out).toMatch(/its own activity exports only\.\n$/);
    expect(out).not.toContain('both readings');

    const json = await cli.run(['quota', '--output', 'json']);
    expect(JSON.parse(json.out)).toMatchObject({
      version: 1,
      instance: 'default',
      now: '2026-11-20T12:00:00Z',
      quotaBytes: 500_000_000,
      usedBytes: fileSize,
      leftBytes: 500_000_000 - fileSize,
      lowerBound: true,
      resetsAt: '2026-11-21T06:00:00Z',
      queue: { taken: 1, places: 10 },
    });
  });

  it('shows both readings of midnight Central in summer, and counts by the one that shows more', async () => {
    const cli = await openMarketoCli({ startTime: '2026-11-20T12:00:00Z' });
    await cli.emulator.changeClock({ now: '2027-07-02T05:30:00Z' });
    const { fileSize = 0 } = await cli.job(1); // after midnight of Chicago, before that of UTC-6
    await cli.emulator.advance(3_600);
    const { out } = await cli.run(['quota']);
    expect(out).toMatch(/by both readings of midnight Central:\n/);
    expect(out).toMatch(/America\/Chicago +2027-07-02T05:00:00Z – 2027-07-03T05:00:00Z .*1 job$/m);
    expect(out).toMatch(/Etc\/GMT\+6 +2027-07-02T06:00:00Z – 2027-07-03T06:00:00Z .*0 B +0 jobs$/m);
    const { out: json } = await cli.run(['quota', '--output', 'json']);
    expect(JSON.parse(json)).toMatchObject({
      usedBytes: fileSize,
      resetsAt: '2027-07-03T06:00:00Z',
    });
  });

  it('has nothing left, never less, when more was exported than the quota is said to be', async () => {
    const cli = await openMarketoCli();
    await cli.job(1);
    const { out } = await cli.run(['quota', '--output', 'json'], { EXTRACT_DAILY_QUOTA: '1kB' });
    expect(JSON.parse(out)).toMatchObject({ quotaBytes: 1_000, leftBytes: 0 });
  });

  it('refuses a size of the quota that is none', async () => {
    const cli = await openMarketoCli();
    const { code, err } = await cli.run(['quota'], { EXTRACT_DAILY_QUOTA: 'much' });
    expect(code).toBe(2);
    expect(err).toMatch(/EXTRACT_DAILY_QUOTA: "much" is not a size/);
  });
});
