/** Every check, told once: the report is ordered by it, and docs/doctor.md shows it. */

export interface CheckText {
  /** What is looked at. */
  readonly asks: string;
  /** When it warns. Absent: never. */
  readonly warns?: string;
  /** When it is a problem. Absent: never. */
  readonly fails?: string;
}

export const GROUPS = ['configuration', 'temporal', 'worker', 'marketo', 'store'] as const;

export type Group = (typeof GROUPS)[number];

/** By `<group>.<name>`, in the order of the report. */
export const CHECKS = {
  'configuration.environment': {
    asks: 'Is there a `.env` in the working folder, and which variables are set, by name only',
    warns: 'a variable looks like one of ours and is none',
    fails: '`.env` cannot be read',
  },
  'configuration.settings': {
    asks: 'Every variable that a worker reads',
    fails: 'one is missing or wrong; all faults are listed',
  },
  'configuration.temporal': {
    asks: "Temporal's own variables and profile: address, namespace, TLS, API key or not",
    fails: 'the profile, its file or a certificate cannot be used',
  },
  'temporal.server': {
    asks: 'Does the server answer, and which version is it',
    fails:
      'it does not answer, is refused or refuses: TLS, authority, name, client certificate, API key',
  },
  'temporal.namespace': {
    asks: 'Does the namespace exist',
    warns: 'the server does not tell this client',
    fails: 'it does not exist',
  },
  'temporal.capabilities': {
    asks: 'Does the server have what runs and schedules need',
    warns: 'it has no schedules',
    fails: 'it has no memo updates, by which a run tells what a cancel came to',
  },
  'temporal.searchAttributes': {
    asks: 'Are the search attributes registered, by which runs can be listed',
    warns: 'one is registered with another type',
  },
  'temporal.clock': {
    asks: "This machine's clock against the server's",
    warns: 'they are more than 10 s apart',
  },
  'worker.polling': {
    asks: 'Does a worker ask the task queue for workflows and for activities',
    fails: 'none does, for one of the two only, or none of the version that gets work',
  },
  'worker.version': {
    asks: 'Is the version of the workers that of this command',
    warns: 'it is another one, or a worker does not tell',
  },
  'worker.plan': {
    asks: 'Does a worker answer a dry run of one hour, which writes nothing',
    warns: 'the answer does not come in time',
    fails: 'it refuses, for one because it does not know the instance',
  },
  'worker.store': {
    asks: 'Is the store of the worker the one that this machine sees',
    warns: 'it is another one',
  },
  'marketo.address': {
    asks: 'Does the base URL answer',
    fails: 'nothing answers, or something else than Marketo',
  },
  'marketo.token': {
    asks: 'Does identity give a token for id and secret, and how long does it live still',
    fails: 'it refuses them',
  },
  'marketo.types': {
    asks: 'Are the activity types readable',
    warns: 'a limit of calls is reached, which passes',
    fails: 'Marketo refuses, for one with 603: permission or allow-list',
  },
  'marketo.exports': {
    asks: 'Is the list of activity exports readable, which needs Read-Only Activity',
    warns: 'a limit of calls is reached, which passes',
    fails: 'Marketo refuses, for one with 603: permission or allow-list',
  },
  'marketo.quota': {
    asks: 'Export volume used today, of `EXTRACT_DAILY_QUOTA`, at least',
    warns: 'it is used up: runs wait for the reset',
  },
  'marketo.queue': {
    asks: "Places taken in Marketo's export queue, at least",
    warns: 'all ten are taken: runs wait for a place',
  },
  'marketo.calls': {
    asks: 'API calls of the subscription today',
    warns: 'more than 40,000 of the usual 50,000, or all are used up',
  },
  'marketo.clock': {
    asks: "This machine's clock against Marketo's `Date`",
    warns: 'they are more than 10 s apart',
  },
  'store.identity': {
    asks: 'Is there a store at `EXTRACT_DESTINATION`, and the one of `EXTRACT_STORE_ID`',
    fails: 'it is another one, or cannot be read',
  },
  'store.write': {
    asks: 'Write a document, read it back, list it',
    fails: 'it cannot be done',
  },
  'store.putIfAbsent': {
    asks: 'Of eight writers of one name exactly one wins (file system: hard links)',
    fails: 'none or several do: nothing would keep a window from being paid twice',
  },
  'store.replace': {
    asks: 'Replace a document by a newer one, and never by an older one',
    fails: 'it cannot be done',
  },
  'store.transfer': {
    asks: 'Stage bytes, go on with them, read them back, publish them',
    fails: 'it cannot be done',
  },
  'store.remove': {
    asks: 'Remove a file',
    fails: 'it cannot be done, or something is left behind',
  },
  'store.mode': {
    asks: 'Do files get the permissions of `EXTRACT_FILE_MODE`; folders only',
    warns: 'the file system gives others',
  },
  'store.space': {
    asks: "Free space, against a day's quota; folders only",
    warns: 'less than `EXTRACT_DAILY_QUOTA` is free',
    fails: 'less than 10 MB is free',
  },
} as const satisfies Record<`${Group}.${string}`, CheckText>;

export type CheckName = keyof typeof CHECKS;

/** Of one group, in their order. */
export function checksOf(group: Group): CheckName[] {
  const names = Object.keys(CHECKS) as CheckName[];
  return names.filter((name) => name.startsWith(`${group}.`));
}
