/** Every bench, in the order in which they run and are shown. */
import { apiThrift } from './api-thrift.ts';
import type { Bench } from './framework/bench.ts';
import { endToEnd } from './end-to-end.ts';
import { history } from './history.ts';
import { memory } from './memory.ts';
import { resume } from './resume.ts';
import { s3Transfer } from './s3-transfer.ts';
import { scale } from './scale.ts';
import { smallWindows } from './small-windows.ts';
import { startUp } from './start-up.ts';
import { transfer } from './transfer.ts';
import { verify } from './verify.ts';

export const BENCHES: readonly Bench[] = [
  transfer,
  endToEnd,
  resume,
  memory,
  verify,
  s3Transfer,
  smallWindows,
  apiThrift,
  history,
  startUp,
  scale,
];
