import { once } from 'node:events';
import { CallLimits } from './call-limits.ts';
import { CallLog } from './call-log.ts';
import { EmulatorClock } from './clock.ts';
import { EmulatorControl, type EmulatorParts } from './emulator.ts';
import { Faults } from './faults/faults.ts';
import { createApp } from './http/app.ts';
import { listen, urlOf } from './http/listen.ts';
import { Tokens } from './identity/tokens.ts';
import { JobService } from './jobs/job-service.ts';
import { objectTypes } from './objects/all.ts';
import { LeadActivities } from './rest/lead-activities.ts';
import { TruthTeller } from './truth-teller.ts';
import { resolveOptions, type EmulatorOptions, type ResolvedOptions } from './options.ts';
import { Usage } from './usage.ts';

export type { LoggedCall } from './call-log.ts';
export type { ClockChange, ClockReading } from './clock.ts';
export type { Truth } from './data/truth.ts';
export type { FaultEffect, FaultRule } from './faults/rule.ts';
export type { EnvironmentChange } from './jobs/environment.ts';
export type { JobDescription } from './jobs/describe-job.ts';
export type { EmulatorOptions } from './options.ts';
export type { SentFile, SentRange } from './sent-files.ts';
export type { Switches } from './switches.ts';
export type { TruthQuery } from './truth-teller.ts';

/** A running emulator. */
export interface Emulator extends EmulatorControl {
  /** Base URL without a slash at the end; bulk paths follow it directly. */
  readonly url: string;
  /** Credentials of the first API user. */
  readonly clientId: string;
  readonly clientSecret: string;
  /** Cuts every connection and stops. */
  close(): Promise<void>;
}

/** Starts a Marketo stand-in, on 127.0.0.1 unless told otherwise; resolves when it listens. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const resolved = resolveOptions(options);
  const parts = createParts(resolved);
  const control = new EmulatorControl(parts);
  const app = createApp(parts, control, resolved.switches);
  const server = await listen(app, resolved);
  const [user] = resolved.users;
  return Object.assign(control, {
    url: urlOf(server, resolved),
    clientId: user?.clientId ?? '',
    clientSecret: user?.clientSecret ?? '',
    close: async () => {
      parts.jobs.close();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  });
}

function createParts(options: ResolvedOptions): EmulatorParts {
  const clock = new EmulatorClock(options.startMs, options.scale);
  const faults = new Faults(options.faults);
  return {
    clock,
    tokens: new Tokens(clock, options.users, options.tokenLifeSeconds),
    jobs: new JobService(options, clock, (job) => faults.fateOf(job)),
    objectTypes: objectTypes(options),
    callLimits: new CallLimits(options, options.quotaZone),
    callLog: new CallLog(),
    faults,
    truth: new TruthTeller(options, clock),
    usage: new Usage(options.quotaZone),
    leadActivities: new LeadActivities(options.universe, clock),
  };
}
