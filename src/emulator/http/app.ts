import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import type { EmulatorControl, EmulatorParts } from '../emulator.ts';
import type { Switches } from '../switches.ts';
import { Api } from './api.ts';
import { bulkEndpoints } from './bulk-routes.ts';
import { controlRoutes } from './control-routes.ts';
import { answerIdentity } from './identity-route.ts';
import { restEndpoints } from './rest-routes.ts';

/** Every URL the emulator answers. */
export function createApp(
  parts: EmulatorParts,
  control: EmulatorControl,
  switches: Switches,
): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  const api = new Api({ ...parts, switches });
  app.route('/_emulator', controlRoutes(control));
  const identity = api.open('identity', (request) => answerIdentity(request, parts.tokens));
  app.on(['GET', 'POST'], '/identity/oauth/token', identity);
  for (const endpoint of [...bulkEndpoints(parts, switches), ...restEndpoints(parts)]) {
    app.all(endpoint.path, api.endpoint(endpoint));
  }
  app.all('*', api.unknown());
  return app;
}
