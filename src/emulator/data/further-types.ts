import type { AssetGroup } from './assets.ts';

/**
 * Types of which the id and the name are known, and little else (§5.2): id | name | primary attribute | group.
 * types.json lists them; they never happen here, as in most subscriptions.
 */
export const furtherTypes: readonly (readonly [number, string, string, AssetGroup])[] = [
  [19, 'Sync Lead to SFDC', 'SFDC Type:string', 'Other'],
  [21, 'Convert Lead', 'Lead ID:integer', 'Lead'],
  [23, 'Change Owner', 'Owner ID:integer', 'Other'],
  [26, 'SFDC Activity', 'Activity ID:integer', 'Other'],
  [28, 'Sync Lead Updates to SFDC', 'SFDC Type:string', 'Other'],
  [29, 'Delete Lead from SFDC', 'Lead ID:integer', 'Lead'],
  [30, 'SFDC Activity Updated', 'Activity ID:integer', 'Other'],
  [31, 'SFDC Merge Leads', 'Lead ID:integer', 'Lead'],
  [34, 'Add to Opportunity', 'Opportunity ID:integer', 'Other'],
  [35, 'Remove from Opportunity', 'Opportunity ID:integer', 'Other'],
  [36, 'Update Opportunity', 'Opportunity ID:integer', 'Other'],
  [39, 'Send Sales Email', 'Mailing ID:integer', 'Email'],
  [40, 'Open Sales Email', 'Mailing ID:integer', 'Email'],
  [41, 'Click Sales Email', 'Mailing ID:integer', 'Email'],
  [42, 'Add to SFDC Campaign', 'Campaign ID:integer', 'Campaign'],
  [43, 'Remove from SFDC Campaign', 'Campaign ID:integer', 'Campaign'],
  [44, 'Change Status in SFDC Campaign', 'Campaign ID:integer', 'Campaign'],
  [45, 'Receive Sales Email', 'Mailing ID:integer', 'Email'],
  [48, 'Sales Email Bounced', 'Mailing ID:integer', 'Email'],
  [101, 'Change Revenue Stage', 'Model ID:integer', 'Other'],
  [102, 'Change Revenue Stage Manually', 'Model ID:integer', 'Other'],
  [106, 'Enrich with Data.com', 'Lead ID:integer', 'Lead'],
  [108, 'Change Segment', 'Segmentation ID:integer', 'Other'],
  [110, 'Call Webhook', 'Webhook:integer', 'Other'],
  [111, 'Sent Forward to Friend Email', 'Mailing ID:integer', 'Email'],
  [112, 'Received Forward to Friend Email', 'Mailing ID:integer', 'Email'],
  [131, 'Fill Out Facebook Lead Ads Form', 'Form ID:integer', 'Other'],
  [132, 'Click RTP Call to Action', 'Call to Action ID:integer', 'Other'],
  [133, 'Click Predictive Content', 'Content ID:integer', 'Other'],
  [145, 'Push Lead to Marketo', 'Lead ID:integer', 'Lead'],
  [147, 'Fill Out LinkedIn Lead Gen Form', 'Form ID:integer', 'Other'],
  [300, 'Sync Lead to Microsoft', 'Microsoft Type:string', 'Other'],
  [400, 'Share Content', 'Content ID:integer', 'Other'],
  [401, 'Vote in Poll', 'Poll ID:integer', 'Other'],
  [405, 'Click Shared Link', 'Link ID:integer', 'Link'],
];
