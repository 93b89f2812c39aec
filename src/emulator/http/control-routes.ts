import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { z } from 'zod';
import type { EmulatorControl } from '../emulator.ts';
import { MarketoError } from '../errors.ts';
import { parseFaultRules } from '../faults/rule.ts';
import { truthRoutes } from './truth-routes.ts';

/** undefined members count as absent: exactOptionalPropertyTypes wants them gone. */
function present<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}

const clockSchema = z
  .strictObject({
    now: z.union([z.number(), z.string()]).optional(),
    advanceSeconds: z.number().min(0).optional(),
    scale: z.number().min(0).optional(),
  })
  .transform(present);

const otherToolsSchema = z
  .strictObject({
    running: z.int().min(0).optional(),
    queued: z.int().min(0).optional(),
    quotaBytes: z.number().min(0).optional(),
  })
  .transform(present);

const time = z.union([z.number(), z.string()]);

const scheduleSchema = z.array(
  z
    .strictObject({
      from: time,
      until: time,
      running: z.int().min(0).optional(),
      queued: z.int().min(0).optional(),
      quotaBytes: z.number().min(0).optional(),
    })
    .transform(present),
);

const holdSchema = z
  .strictObject({ queued: z.boolean().optional(), processing: z.boolean().optional() })
  .transform(present);

const environmentSchema = z
  .strictObject({
    otherTools: otherToolsSchema.optional(),
    schedule: scheduleSchema.optional(),
    hold: z.union([z.boolean(), holdSchema]).optional(),
  })
  .transform(present);

const jobSchema = z.strictObject({
  state: z.enum(['Completed', 'Failed', 'Cancelled']),
  errorMsg: z.string().optional(),
});

/** `/_emulator/…`: what the in-process control does, over HTTP; not logged, not limited. */
export function controlRoutes(control: EmulatorControl): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.onError((error, c) =>
    c.json({ error: error.message }, error instanceof MarketoError ? 404 : 400),
  );
  app.get('/clock', (c) => c.json(control.clock.read()));
  app.post('/clock', async (c) =>
    c.json(await control.changeClock(clockSchema.parse(await c.req.json()))),
  );
  app.get('/log', (c) => c.json(control.log()));
  app.get('/jobs', (c) => c.json(control.jobs()));
  app.get('/files', (c) => c.json(control.sentFiles()));
  app.post('/jobs/:exportId', async (c) => {
    const { state, errorMsg } = jobSchema.parse(await c.req.json());
    return c.json(await control.setJobState(c.req.param('exportId'), state, errorMsg));
  });
  app.get('/enqueues', (c) => c.json(control.acceptedEnqueues()));
  app.get('/environment', (c) => c.json(control.environment()));
  app.post('/environment', async (c) =>
    c.json(control.setEnvironment(environmentSchema.parse(await c.req.json()))),
  );
  app.post('/tokens/expire', (c) => {
    control.expireTokens();
    return c.body(null, 204);
  });
  app.route('/truth', truthRoutes(control));
  faultRoutes(app, control);
  return app;
}

function faultRoutes(app: Hono<{ Bindings: HttpBindings }>, control: EmulatorControl): void {
  app.get('/faults', (c) => c.json(control.faults()));
  app.post('/faults', async (c) => {
    const body: unknown = await c.req.json();
    control.addFaults(...parseFaultRules(Array.isArray(body) ? body : [body]));
    return c.json(control.faults());
  });
  app.delete('/faults', (c) => {
    control.clearFaults();
    return c.body(null, 204);
  });
}
