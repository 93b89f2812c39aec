/** What Prometheus would read at a worker, parsed. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Scrape {
  /** As it was sent. */
  readonly text: string;
  readonly samples: readonly Sample[];
  /** By name, as `# TYPE` and `# HELP` have them. */
  readonly types: ReadonlyMap<string, string>;
  readonly helps: ReadonlyMap<string, string>;
  /** Sum of all samples of that name whose labels have these values. */
  sum(name: string, labels?: Readonly<Record<string, string>>): number;
}

export async function scrape(port: number): Promise<Scrape> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`);
  if (!response.ok) throw new Error(`/metrics answered ${response.status}`);
  return parse(await response.text());
}

function parse(text: string): Scrape {
  const comments = (word: string) =>
    new Map(
      [...text.matchAll(new RegExp(`^# ${word} (\\S+) (.*)$`, 'gm'))].map(
        ([, name = '', rest = '']) => [name, rest] as const,
      ),
    );
  const samples = text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(sampleOf);
  return {
    text,
    samples,
    types: comments('TYPE'),
    helps: comments('HELP'),
    sum: (name, wanted = {}) =>
      samples
        .filter((sample) => sample.name === name)
        .filter(({ labels }) =>
          Object.entries(wanted).every(([label, value]) => labels[label] === value),
        )
        .reduce((total, { value }) => total + value, 0),
  };
}

function sampleOf(line: string): Sample {
  const [, name = '', labels = '', value = ''] = /^([\w:]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
  if (name === '') throw new Error(`No sample: ${line}`);
  const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)];
  return {
    name,
    labels: Object.fromEntries(pairs.map(([, label = '', text = '']) => [label, text])),
    value: Number(value),
  };
}
