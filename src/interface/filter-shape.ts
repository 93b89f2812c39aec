/** The members of `filter`, each by itself. */
import { z } from 'zod';
import { DELETE_LEAD_TYPE_ID } from './asset-groups.ts';
import { listOf } from './lists.ts';
import { instantText, plainText, wants } from './scalars.ts';

const typeId = z
  .int({ error: wants('a whole number above 0, such as 2') })
  .min(1, { error: wants('a whole number above 0, such as 2') })
  .refine((id) => id !== DELETE_LEAD_TYPE_ID, {
    error:
      `is ${DELETE_LEAD_TYPE_ID} (Delete Lead), which bulk extract does not support; ` +
      'ask Get Deleted Leads instead: GET /rest/v1/activities/deletedleads.json',
  });

const valueId = z
  .int({ error: wants('a whole number above 0, such as 16') })
  .min(1, { error: wants('a whole number above 0, such as 16') });

const valueName = plainText('a name, such as "Program.Form"').refine((name) => name.trim() !== '', {
  error: 'is an empty name; take it out or name an asset',
});

export const FILTER_SHAPE = {
  activityTypeIds: listOf(
    typeId,
    'a list of activity type ids, such as [2]',
    'leave it out to export every type',
  )
    .optional()
    .meta({
      description: 'Activity types to export; every type when absent. 37 is not supported.',
    }),
  primaryAttributeValueIds: listOf(
    valueId,
    'a list of asset ids, such as [16, 102]',
    'leave it out to export whatever the asset',
  )
    .optional()
    .meta({
      description:
        'Ids of the primary attribute, at most 50; with activityTypeIds of exactly one asset group; not beside primaryAttributeValues.',
    }),
  primaryAttributeValues: listOf(
    valueName,
    'a list of asset names, such as ["Program.Form"]',
    'leave it out to export whatever the asset',
  )
    .optional()
    .meta({
      description:
        'Names of the primary attribute, at most 50; with activityTypeIds of exactly one asset group; not beside primaryAttributeValueIds.',
    }),
};

/** First and last second of an absolute period; both belong to it. */
export const PERIOD_SHAPE = {
  startAt: instantText('start').meta({ description: 'First second of the period.' }),
  endAt: instantText('end').meta({ description: 'Last second of the period; it belongs to it.' }),
};
