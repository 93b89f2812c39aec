/** The file of a schedule as JSON Schema, for editors and for callers in other languages. */
import { z } from 'zod';
import { requestSchema } from './request-shape.ts';
import { POLICIES_SHAPE, SCHEDULE_SHAPE, SPEC_SHAPE } from './schedule-shape.ts';

const scheduleSchema = z.strictObject({
  ...SCHEDULE_SHAPE,
  spec: z.strictObject(SPEC_SHAPE),
  policies: z.strictObject(POLICIES_SHAPE).optional(),
  request: requestSchema,
});

/** JSON Schema, draft 2020-12. It says less than `parseSchedule` checks, and never refuses what that takes. */
export function scheduleJsonSchema(): object {
  const schema = z.toJSONSchema(scheduleSchema, { target: 'draft-2020-12', io: 'input' });
  return {
    ...schema,
    title: 'Schedule',
    description:
      'File of `schedule apply`. docs/scheduling.md lists the rules that a schema cannot say.',
  };
}
