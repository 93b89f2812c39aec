/** A worker of Temporal's SDK with the least that one can have. Arguments: address, task queue. */
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';

const [, , address, taskQueue] = process.argv;
Runtime.install({ logger: new DefaultLogger('WARN') });
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address }),
  taskQueue,
  workflowsPath: fileURLToPath(new URL('./empty-workflows.ts', import.meta.url)),
  activities: { empty: () => Promise.resolve() },
});
const running = worker.run();
process.stdout.write('worker started\n');
await running;
