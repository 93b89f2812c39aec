import { afterEach, expect, test } from 'vitest';
import { Session } from './session.ts';

let session: Session;
afterEach(() => session.emulator.close());

test('every range of a file is told with its bytes, and summed by job', async () => {
  session = await Session.start();
  const exportId = await session.completed();
  const untouched = await session.completed();
  await (await session.file(exportId, 'bytes=0-99')).arrayBuffer();
  await (await session.file(exportId, 'bytes=100-')).arrayBuffer();
  session.emulator.addFaults({ on: 'file', times: 1, do: { cutAfterBytes: 1000 } });
  await expect((await session.file(exportId)).arrayBuffer()).rejects.toThrow();
  await (await session.file(exportId, 'bytes=99999999-')).arrayBuffer();
  const size = session.emulator.jobs()[0]?.figures?.fileSize ?? 0;
  const expected = {
    calls: 3,
    bytes: size + 1000,
    ranges: [
      { asked: 'bytes=0-99', fromByte: 0, bytes: 100, cut: false },
      { asked: 'bytes=100-', fromByte: 100, bytes: size - 100, cut: false },
      { asked: null, fromByte: 0, bytes: 1000, cut: true },
    ],
  };
  await expect.poll(() => session.emulator.sentFiles()).toEqual({ [exportId]: expected });
  const response = await fetch(`${session.emulator.url}/_emulator/files`);
  expect(await response.json()).toEqual({ [exportId]: expected });
  expect(session.emulator.sentFiles()).not.toHaveProperty(untouched);
});
