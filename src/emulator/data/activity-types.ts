import type { AssetGroup } from './assets.ts';
import { furtherTypes } from './further-types.ts';

/** One attribute of an activity type as types.json shows it. */
export interface AttributeDefinition {
  readonly name: string;
  readonly dataType: string;
}

/** An activity type of the emulated subscription (§5.1). */
export interface ActivityType {
  readonly id: number;
  readonly name: string;
  /** Only custom activity types have one. */
  readonly apiName?: string;
  /** Absent from types.json for a few, like New Lead. */
  readonly primaryAttribute?: AttributeDefinition;
  /** What the primary attribute's id and value come from. */
  readonly group: AssetGroup;
  readonly attributes: readonly AttributeDefinition[];
  /** Share of the day's activities, out of the sum of all weights [I]. */
  readonly weight: number;
}

/** Delete Lead is listed but not exportable in bulk. [D act] */
export const DELETE_LEAD = 37;

const visit = 'Client IP Address, Query Parameters, Referrer URL, User Agent';
const mail =
  'Campaign Run ID, Choice Number:integer, Has Predictive:boolean, Step ID, Test Variant:integer';
const bounce = `Campaign Run ID, Category, Choice Number:integer, Details:text, Email:email, Has Predictive:boolean, Step ID, Subcategory, Test Variant:integer`;
const open = `Bot Activity Pattern, Campaign Run ID, Choice Number:integer, Device, Is Bot Activity:boolean, Is Mobile Device:boolean, Platform, Step ID, Test Variant:integer, User Agent`;
const change =
  'New Value:text, Old Value:text, Reason:text, Source, API Method Name, Modifying User, Request Id';
const track = 'Track ID:integer, Track Name';

/** id | name | primary attribute | group | weight | attributes (`:type` unless string). */
const table: readonly (readonly [number, string, string, AssetGroup, number, string])[] = [
  [
    1,
    'Visit Webpage',
    'Webpage ID:integer',
    'Web Page',
    240,
    `${visit}, Search Engine, Search Query, Webpage URL`,
  ],
  [
    2,
    'Fill Out Form',
    'Webform ID:integer',
    'Web Form',
    30,
    `${visit}, Form Fields:text, Webpage ID:integer`,
  ],
  [3, 'Click Link', 'Link ID:integer', 'Link', 30, `${visit}, Webpage ID:integer`],
  [6, 'Send Email', 'Mailing ID:integer', 'Email', 150, mail],
  [7, 'Email Delivered', 'Mailing ID:integer', 'Email', 140, mail],
  [8, 'Email Bounced', 'Mailing ID:integer', 'Email', 10, bounce],
  [
    9,
    'Unsubscribe Email',
    'Mailing ID:integer',
    'Email',
    4,
    `${visit}, Campaign Run ID, Form Fields:text, Has Predictive:boolean, Test Variant:integer, Webform ID:integer, Webpage ID:integer`,
  ],
  [10, 'Open Email', 'Mailing ID:integer', 'Email', 110, open],
  [
    11,
    'Click Email',
    'Mailing ID:integer',
    'Email',
    20,
    `${open}, Is Predictive:boolean, Link:link, Link ID:integer`,
  ],
  [
    12,
    'New Lead',
    '',
    'Lead',
    20,
    'Created Date:date, Form Name, Lead Source, List Name, SFDC Type, Source Type, API Method Name, Modifying User, Request Id',
  ],
  [13, 'Change Data Value', 'Attribute Name:string', 'Attribute Name', 120, change],
  [
    22,
    'Change Score',
    'Attribute Name:string',
    'Attribute Name',
    60,
    'Change Value, New Value, Old Value, Reason:text',
  ],
  [24, 'Add to List', 'List ID:Integer', 'Static List', 20, 'Source'],
  [25, 'Remove from List', 'List ID:integer', 'Static List', 6, 'Source'],
  [27, 'Email Bounced Soft', 'Mailing ID:integer', 'Email', 8, bounce],
  [
    32,
    'Merge Leads',
    'Lead ID:integer',
    'Lead',
    3,
    'Master Updated:boolean, Merge IDs:array, Merge Source, Merged in Sales:boolean',
  ],
  [37, 'Delete Lead', 'Lead ID:integer', 'Lead', 0, 'Remove from CRM:boolean'],
  [38, 'Send Alert', 'Mailing ID:integer', 'Email', 5, 'Send To List:text, Send To Owner'],
  [
    46,
    'Interesting Moment',
    'Milestone:string',
    'Other',
    8,
    'Date:datetime, Description:text, Source',
  ],
  [47, 'Request Campaign', 'Campaign ID:integer', 'Campaign', 10, 'Source'],
  [
    100,
    'Change Lead Partition',
    'Partition ID:integer',
    'Other',
    2,
    'Old Partition ID:integer, Reason:text',
  ],
  [
    104,
    'Change Status in Progression',
    'Program ID:integer',
    'Marketing Program',
    12,
    'Acquired By:boolean, New Status, New Status ID:integer, Old Status, Old Status ID:integer, Program Member ID:integer, Reason:text, Success:boolean',
  ],
  [113, 'Add to Nurture', 'Program ID:integer', 'Marketing Program', 4, track],
  [
    114,
    'Change Nurture Track',
    'Program ID:integer',
    'Marketing Program',
    2,
    `${track}, New Track ID:integer, Previous Track ID:integer, Previous Track Name`,
  ],
  [
    115,
    'Change Nurture Cadence',
    'Program ID:integer',
    'Marketing Program',
    2,
    'New Nurture Cadence, Previous Nurture Cadence',
  ],
  [
    123,
    'Change Program Member Data',
    'Program ID:integer',
    'Marketing Program',
    6,
    'Attribute Name, New Value:text, Old Value:text, Reason:text, Source',
  ],
  [
    155,
    'Execute Campaign',
    'Campaign ID:integer',
    'Campaign',
    90,
    'Qualified:boolean, Used Parent Campaign Token Context:boolean',
  ],
  [
    100_001,
    'Attended Event',
    'Event Name:string',
    'Other',
    6,
    'Seat:string, Rating:score, Fee:currency, Weight:float, Comment:text',
  ],
];

/** Those that happen first: the place in this list decides what the rows of a type are like. */
const rows: typeof table = [
  ...table,
  ...furtherTypes.map(
    ([id, name, primary, group]) => [id, name, primary, group, 0, 'Source'] as const,
  ),
];

/** Every type of the subscription. */
export const activityTypes: readonly ActivityType[] = rows.map(
  ([id, name, primary, group, weight, attributes]) => ({
    id,
    name,
    ...(id > 100_000 ? { apiName: 'attendedEvent_c' } : {}),
    ...(primary === '' ? {} : { primaryAttribute: attribute(primary) }),
    group,
    attributes: attributes.split(', ').map(attribute),
    weight,
  }),
);

function attribute(text: string): AttributeDefinition {
  const [name = '', dataType = 'string'] = text.split(':');
  return { name, dataType };
}

/** The four asset groups a primary attribute filter can name, with their types (§3.1). [D act] */
export const filterableGroups: readonly (readonly number[])[] = [[13, 22], [104], [24, 25], [2]];
