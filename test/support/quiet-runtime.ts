/** To be imported for its effect, before anything of the SDK starts the runtime with its own, talkative logger. */
import { DefaultLogger, Runtime } from '@temporalio/worker';

Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
