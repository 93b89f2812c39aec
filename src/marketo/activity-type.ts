/** An element of `types.json` (contract §5): unknown members are Marketo's own business and left behind here. */
import { z } from 'zod';
import type { ActivityType } from './types.ts';

const attributeSchema = z.looseObject({ name: z.string(), dataType: z.string() });

const typeSchema = z.looseObject({
  id: z.int(),
  name: z.string(),
  apiName: z.string().nullish(),
  primaryAttribute: attributeSchema.nullish(),
  attributes: z.array(attributeSchema).nullish(),
});

/** Undefined when it is not an activity type. */
export function parseActivityType(json: unknown): ActivityType | undefined {
  const { data } = typeSchema.safeParse(json);
  if (data === undefined) return undefined;
  return {
    id: data.id,
    name: data.name,
    ...(data.apiName == null ? {} : { apiName: data.apiName }),
    ...(data.primaryAttribute == null ? {} : { primaryAttribute: named(data.primaryAttribute) }),
    attributes: (data.attributes ?? []).map(named),
  };
}

function named({ name, dataType }: z.infer<typeof attributeSchema>) {
  return { name, dataType };
}
