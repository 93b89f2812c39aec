import { activityTypes, type ActivityType, type AttributeDefinition } from './activity-types.ts';
import { assets } from './assets.ts';
import { dirtOf, type Dirt, type DirtSetting } from './dirt.ts';
import { Dice } from './mix.ts';
import { nastyText, userAgents } from './nasty-text.ts';

/** Kinds of row per type. Rows differ in GUID, lead and date; the rest repeats every so many. */
export const VARIANTS_PER_TYPE = 64;

/** Everything of a row but its GUID, lead and date. Null is Marketo's empty value. */
export interface RowVariant {
  readonly activityTypeId: number;
  readonly campaignId: number | null;
  readonly primaryAttributeValueId: number | null;
  readonly primaryAttributeValue: string | null;
  /** JSON without blanks. */
  readonly attributes: string;
  readonly actionResult: string | null;
  /** How its cells are badly written, if they are. */
  readonly dirt: Dirt | undefined;
}

/** The last ones that were made: many an emulator of one process has the same seed. */
let latest: { seed: number; dirt: DirtSetting; variants: readonly RowVariant[] } | undefined;

/** All kinds of rows of a seed: type by type, VARIANTS_PER_TYPE each. */
export function rowVariants(seed: number, dirt: DirtSetting): readonly RowVariant[] {
  if (latest?.seed !== seed || latest.dirt !== dirt) {
    latest = { seed, dirt, variants: makeVariants(seed, dirt) };
  }
  return latest.variants;
}

function makeVariants(seed: number, dirt: DirtSetting): readonly RowVariant[] {
  return activityTypes.flatMap((type, typeIndex) =>
    Array.from({ length: VARIANTS_PER_TYPE }, (_, index) => ({
      ...rowVariant(type, new Dice(seed, typeIndex * 1000 + index)),
      dirt: dirtOf(dirt, typeIndex * VARIANTS_PER_TYPE + index),
    })),
  );
}

function rowVariant(type: ActivityType, dice: Dice): Omit<RowVariant, 'dirt'> {
  const asset = dice.pick(assets[type.group]);
  const nameless = type.id === 12 && dice.chance(70);
  return {
    activityTypeId: type.id,
    campaignId: dice.chance(45) ? dice.pick(assets.Campaign).id : null,
    primaryAttributeValueId: asset.id,
    primaryAttributeValue: nameless ? null : asset.name,
    attributes: JSON.stringify(attributeValues(type, dice)),
    actionResult: dice.chance(30) ? null : dice.pick(['succeeded', 'skipped', 'failed']),
  };
}

/** The order of the members is neither sorted nor stable in real files [S air]. */
function attributeValues(type: ActivityType, dice: Dice): Record<string, unknown> {
  const turn = dice.below(type.attributes.length);
  const turned = [...type.attributes.slice(turn), ...type.attributes.slice(0, turn)];
  const present = turned.filter(() => dice.chance(92));
  return Object.fromEntries(present.map((each) => [each.name, attributeValue(each, dice)]));
}

/** An empty attribute is left out, "" or null (§2.7); the first is done by the caller. */
function attributeValue({ name, dataType }: AttributeDefinition, dice: Dice): unknown {
  if (dice.chance(3)) return dice.pick(['', null]);
  return byName[name]?.(dice) ?? byDataType[dataType.toLowerCase()]?.(dice) ?? dice.pick(nastyText);
}

type Maker = (dice: Dice) => unknown;

const byName: Readonly<Record<string, Maker>> = {
  'User Agent': (dice) => dice.pick(userAgents),
  'Client IP Address': (dice) => `192.0.2.${dice.below(255)}`,
  'Campaign Run ID': (dice) => String(dice.below(100_000)),
  'Step ID': (dice) => String(dice.below(1000)),
  'Change Value': (dice) => `+${dice.below(50)}`,
  'Webpage URL': (dice) => dice.pick(assets['Web Page']).name,
  Category: (dice) => String(1 + dice.below(9)),
  'New Nurture Cadence': (dice) => dice.pick(['Norm', 'Paused']),
  'Previous Nurture Cadence': (dice) => dice.pick(['Norm', 'Paused']),
};

const byDataType: Readonly<Record<string, Maker>> = {
  integer: (dice) => dice.below(1_000_000),
  boolean: (dice) => dice.chance(50),
  array: (dice) => [dice.below(1_000_000), dice.below(1_000_000)],
  date: () => '2025-03-09',
  datetime: () => '2025-03-09T02:30:00Z',
  float: (dice) => dice.below(1000) / 8,
  currency: (dice) => dice.below(100_000) / 100,
  score: (dice) => dice.below(100),
  email: () => 'o’neill+tag@example.invalid',
  link: (dice) => dice.pick(assets.Link).name,
};
