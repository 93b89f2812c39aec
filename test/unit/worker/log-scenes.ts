/** Where secrets may stand in what is logged. */
export const SECRET = 'hunter2';

const NAMES = [
  'access_token',
  'accessToken',
  'authorization',
  'Authorization',
  'client_secret',
  'clientSecret',
  'password',
];

const DEPTHS: readonly (readonly [string, (member: object) => object])[] = [
  ['at the top', (member) => member],
  ['in an object', (member) => ({ headers: member })],
  ['in an object of an object', (member) => ({ request: { headers: member } })],
  ['in an element of a list', (member) => ({ calls: [member] })],
];

export const SCENES = NAMES.flatMap((secretName) =>
  DEPTHS.map(([where, nest]) => ({
    name: `${secretName} ${where}`,
    nested: (secret: string) => nest({ [secretName]: secret, kept: 'kept' }),
  })),
);
