/** Looks at the store that this machine sees, and tries it out in a place of its own that is removed again. */
import { messageOf } from '../domain/message-of.ts';
import type { Destination } from '../store/destination.ts';
import { openProbe, type Probe } from '../store/open-probe.ts';
import { openStore } from '../store/open-store.ts';
import { attempt, check, type Bounds } from './bounded-check.ts';
import { checksOf, type CheckName } from './checks.ts';
import { skipped, type Finding, type Verdict } from './finding.ts';
import type { Outcome } from './outcome.ts';
import type { DoctorSettings } from './settings.ts';
import { DOCUMENT, judgeTrial, TRIALS, type Trial } from './store-trial.ts';
import { judgeIdentity, judgeMode, judgeSpace, noDestination } from './store-verdicts.ts';

/** As `EXTRACT_FILE_MODE` has it by default. */
const DEFAULT_MODE = 0o600;

export async function checkStore(settings: DoctorSettings, bounds: Bounds): Promise<Finding[]> {
  const { destination } = settings;
  if (destination === undefined) return all(noDestination());
  const id = await readIdentity(destination, settings, bounds);
  const identity = {
    check: 'store.identity' as const,
    ...(await identityVerdict(destination, settings, id)),
  };
  // Whoever cannot read at all would be told the same of every step.
  if (!id.ok) return [identity, ...others(() => NOT_READ)];
  return [identity, ...(await tryOut(destination, settings, bounds))];
}

const NOT_READ = skipped('Not tried: see store.identity.');

/** Of the store that this machine sees; undefined when it cannot be read or there is none yet. */
export async function readStoreId(
  settings: DoctorSettings,
  bounds: Bounds,
): Promise<string | undefined> {
  const { destination } = settings;
  if (destination === undefined) return undefined;
  const id = await readIdentity(destination, settings, bounds);
  return id.ok ? id.value : undefined;
}

function readIdentity(
  destination: Destination,
  { s3 }: DoctorSettings,
  bounds: Bounds,
): Promise<Outcome<string | undefined>> {
  return attempt(bounds, async () =>
    (await openStore(destination, { s3 })).identity({ create: false }),
  );
}

async function identityVerdict(
  destination: Destination,
  { storeId: expectedId, s3 }: DoctorSettings,
  id: Outcome<string | undefined>,
): Promise<Verdict> {
  if (!id.ok) return judgeTrial({ says: '' }, id.error);
  const { uri } = await openStore(destination, { s3 });
  return judgeIdentity({ uri, storeId: id.value, expectedId });
}

async function tryOut(
  destination: Destination,
  settings: DoctorSettings,
  bounds: Bounds,
): Promise<Finding[]> {
  const opened = await attempt(bounds, () => openProbe(destination, settings));
  if (!opened.ok) return notTried(judgeTrial({ says: '' }, opened.error));
  const probe = opened.value;
  const findings: Finding[] = [];
  try {
    for (const trial of TRIALS) {
      const [written] = findings;
      // Whoever cannot write one document would be told the same of every other step.
      if (written?.status === 'problem') findings.push({ check: trial.check, ...NOT_TRIED });
      else findings.push(await runTrial(trial, probe, bounds));
    }
    findings.push(...(await checkDisk(probe, settings, bounds)));
  } finally {
    const removed = await attempt(bounds, () => probe.remove());
    if (!removed.ok) noteLeftOver(findings, removed.error);
  }
  return findings;
}

const NOT_TRIED = skipped('Not tried: see store.write.');

function runTrial(trial: Trial, { store }: Probe, bounds: Bounds): Promise<Finding> {
  return check(
    trial.check,
    bounds,
    async () => {
      await trial.run(store);
      return judgeTrial(trial, undefined);
    },
    (error) => judgeTrial(trial, error),
  );
}

/** What only a folder has. */
async function checkDisk(
  { disk }: Probe,
  { fileMode = DEFAULT_MODE, dailyQuotaBytes }: DoctorSettings,
  bounds: Bounds,
): Promise<Finding[]> {
  if (disk === undefined) return [];
  const unknown = (error: unknown) => skipped(`Not known: ${messageOf(error)}`);
  return Promise.all([
    check(
      'store.mode',
      bounds,
      async () => judgeMode(await disk.modeOf(DOCUMENT), fileMode),
      unknown,
    ),
    check(
      'store.space',
      bounds,
      async () => judgeSpace(await disk.freeBytes(), dailyQuotaBytes),
      unknown,
    ),
  ]);
}

function noteLeftOver(findings: Finding[], error: unknown): void {
  const at = findings.findIndex(({ check: name }) => name === 'store.remove');
  const verdict = judgeTrial({ says: '' }, error);
  if (at >= 0) findings[at] = { check: 'store.remove', ...verdict };
}

function notTried(first: Verdict): Finding[] {
  return others((name) => (name === 'store.write' ? first : NOT_TRIED));
}

/** Of all checks but that of the store's id. */
function others(verdictOf: (check: CheckName) => Verdict): Finding[] {
  const names = checksOf('store').filter((name) => name !== 'store.identity');
  return names.map((name) => ({ check: name, ...verdictOf(name) }));
}

function all(verdict: Verdict): Finding[] {
  return checksOf('store').map((name: CheckName) => ({ check: name, ...verdict }));
}
