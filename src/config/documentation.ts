/** The settings as people read them: the table of docs/configuration.md and `.env.example`. */
import { markdownTable } from './markdown-table.ts';
import { ALL_SETTINGS } from './settings.ts';
import type { Setting } from './setting.ts';

const HEADER = ['Variable', 'Default', 'Unit', 'Example', 'Meaning'];

/** A Markdown table with a row for every setting. */
export function settingsTable(settings: readonly Setting<unknown>[] = ALL_SETTINGS): string {
  return markdownTable([HEADER, ...settings.map(settingRow)]);
}

function settingRow(setting: Setting<unknown>): string[] {
  const { variable, unit, example, description, secret } = setting;
  const meaning = secret === true ? `${description}. Secret` : description;
  return [`\`${variable}\``, defaultOf(setting), unit, `\`${example}\``, meaning];
}

function defaultOf({ default: text, defaultInWords }: Setting<unknown>): string {
  return defaultInWords ?? (text === undefined ? '–' : `\`${text}\``);
}

/** Every setting commented out, with its default or else its example, under its meaning. */
export function environmentExample(settings: readonly Setting<unknown>[] = ALL_SETTINGS): string {
  const entries = settings.map((setting) => {
    const { variable, description, unit, default: text, example } = setting;
    const note = setting.defaultInWords === undefined ? '' : ` Default: ${setting.defaultInWords}.`;
    return `# ${description} (${unit}).${note}\n#${variable}=${text ?? example}\n`;
  });
  return [PREAMBLE, ...entries, COMPOSE].join('\n');
}

const PREAMBLE = `# Copy to .env and take the # off the lines that you set. The real environment wins over this file.
# Temporal's own variables (TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, …) may stand here too.
`;

/** What docker compose puts into docker-compose.postgres.yml; a test holds both equal. */
const COMPOSE = `# Only for docker-compose.postgres.yml (docs/containers.md): tags of its images, to pin them or to go to others, and the password of its
# database, which has no default: choose one before the first start.
#TEMPORAL_SERVER_VERSION=1.32.0
#TEMPORAL_UI_VERSION=2.54.1
#POSTGRES_VERSION=16.11
#POSTGRES_PASSWORD=…
`;
