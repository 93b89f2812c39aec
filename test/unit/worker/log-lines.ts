/** Writes the lines that `logger.test.ts` judges, through the real logger to the real stdout. */
import { createLogger, temporalLogger } from '../../../src/observability/logger.ts';
import { SCENES, SECRET } from './log-scenes.ts';

const log = createLogger('debug');
const temporal = temporalLogger(log);
for (const { name, nested } of SCENES) log.info({ scene: name, ...nested(SECRET) }, 'pino');
for (const { name, nested } of SCENES)
  temporal.info('temporal', { scene: name, ...nested(SECRET) });

const cause = new Error(`access_token=${SECRET}`);
const error = Object.assign(new Error('no answer', { cause }), {
  facts: { accessToken: SECRET },
  headers: { authorization: `Bearer ${SECRET}` },
});
temporal.error('an error', { scene: 'error', error, taskToken: SECRET });
log.trace('below the level');
log.error('the last line');
