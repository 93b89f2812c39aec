#!/usr/bin/env node
/** Entry of the command line, `marketo-extract`: the process around `runCli`. */
import { processIo } from './cli/io.ts';
import { runCli } from './cli/run-cli.ts';

// A reader that has seen enough (`| head`) closes the pipe; that is no fault of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exitCode = 0;
});

process.exitCode = await runCli(process.argv.slice(2), processIo());
