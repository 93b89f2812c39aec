/** A thing that a primary attribute points to: its id and its name. */
export interface Asset {
  readonly id: number;
  readonly name: string;
}

/** What the primary attribute of a type is about. The first four can be filtered on (§3.1). */
export type AssetGroup =
  | 'Attribute Name'
  | 'Marketing Program'
  | 'Static List'
  | 'Web Form'
  | 'Web Page'
  | 'Link'
  | 'Email'
  | 'Campaign'
  | 'Lead'
  | 'Other';

/** Every asset of the emulated subscription; the same for every seed, so that tests can name them. */
export const assets: Readonly<Record<AssetGroup, readonly Asset[]>> = {
  'Attribute Name': [
    { id: 21, name: 'Lead Status' },
    { id: 34, name: 'Lead Score' },
    { id: 48, name: 'Email Address' },
    { id: 52, name: 'Job Title, Department' },
    { id: 57, name: 'Notes "internal"' },
    { id: 61, name: '会社名' },
  ],
  'Marketing Program': [
    { id: 1001, name: 'SuccessWebCPS' },
    { id: 1002, name: 'WBN 2025-03 Webinar: "Ask us, anything"' },
    { id: 1003, name: 'NUR Onboarding' },
    { id: 1004, name: 'EVT Größe & Maß' },
  ],
  'Static List': [
    { id: 2001, name: 'SuccessWebCPS.Attendees' },
    { id: 2002, name: 'Imported, 2024' },
    { id: 2003, name: 'NUR Onboarding.Do not "nurture"' },
    { id: 2004, name: 'Line\nbreak list' },
  ],
  'Web Form': [
    { id: 3001, name: 'SuccessWebCPS.Contact us' },
    { id: 3002, name: 'NUR Onboarding.Newsletter; tabs\tallowed' },
    { id: 3003, name: 'EVT Größe & Maß.Anmeldung 🚀' },
  ],
  'Web Page': [
    { id: 4001, name: 'www.example.invalid/' },
    { id: 4002, name: 'www.example.invalid/pricing?plan=a,b' },
    { id: 4003, name: 'blog.example.invalid/日本語' },
  ],
  Link: [
    { id: 5001, name: 'https://www.example.invalid/download?file="guide".pdf' },
    { id: 5002, name: 'https://www.example.invalid/a;b;c' },
  ],
  Email: [
    { id: 6001, name: 'NUR Onboarding.Email 1' },
    { id: 6002, name: 'NUR Onboarding.Email 2, "follow-up"' },
    { id: 6003, name: 'SuccessWebCPS.Thank you' },
    { id: 6004, name: 'EVT Größe & Maß.Einladung' },
  ],
  Campaign: [
    { id: 7001, name: 'SuccessWebCPS.Registered' },
    { id: 7002, name: 'Scoring.Web visit' },
    { id: 7003, name: 'Data hygiene: trim\nwhitespace' },
  ],
  Lead: [
    { id: 800_001, name: 'Ann "Annie" O’Neill' },
    { id: 800_002, name: '山田 太郎' },
    { id: 800_003, name: 'Smith, John' },
  ],
  Other: [
    { id: 1, name: 'Milestone' },
    { id: 2, name: 'Web' },
    { id: 3, name: 'Default' },
  ],
};
