import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import type { EmulatorControl, EmulatorParts } from '../emulator.ts';
import { catalogue, MarketoError } from '../errors.ts';
import type { Switches } from '../switches.ts';
import { Api } from './api.ts';
import { bulkWork } from './bulk-routes.ts';
import { controlRoutes } from './control-routes.ts';
import { answerIdentity } from './identity-route.ts';

const EXPORT = '/bulk/v1/activities/export';

/** Every URL the emulator answers. */
export function createApp(
  parts: EmulatorParts,
  control: EmulatorControl,
  switches: Switches,
): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  const api = new Api({ ...parts, switches });
  const work = bulkWork(parts.jobs, switches);
  app.route('/_emulator', controlRoutes(control));
  app.on(
    ['GET', 'POST'],
    '/identity/oauth/token',
    api.open('identity', (c) => answerIdentity(c, parts.tokens)),
  );
  app.post(`${EXPORT}/create.json`, api.guarded('create', work.create));
  app.post(`${EXPORT}/:exportId/enqueue.json`, api.guarded('enqueue', work.enqueue));
  app.get(`${EXPORT}/:exportId/status.json`, api.guarded('status', work.status));
  app.get(`${EXPORT}/:exportId/file.json`, api.guarded('file', work.file));
  app.post(`${EXPORT}/:exportId/cancel.json`, api.guarded('cancel', work.cancel));
  app.get(`${EXPORT}.json`, api.guarded('list', work.list));
  app.get('/rest/v1/activities/types.json', api.guarded('types', work.types));
  const refuse = (error: MarketoError) => () => {
    throw error;
  };
  const wrongMethod = api.guarded(
    'unknown',
    refuse(new MarketoError(catalogue.methodNotSupported)),
  );
  for (const path of [`${EXPORT}/*`, `${EXPORT}.json`, '/rest/v1/activities/types.json'])
    app.all(path, wrongMethod);
  app.all('*', api.guarded('unknown', refuse(new MarketoError(catalogue.notFound))));
  return app;
}
