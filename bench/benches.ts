/** Every bench, in the order in which they run and are shown. */
import type { Bench } from './framework/bench.ts';
import { s3Transfer } from './s3-transfer.ts';
import { transfer } from './transfer.ts';
import { verify } from './verify.ts';

export const BENCHES: readonly Bench[] = [transfer, verify, s3Transfer];
