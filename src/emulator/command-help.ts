import { switchRows, type SwitchRow } from './switches.ts';

/** What `--help` says below the options. */
export function helpBelow(): string {
  return `
Switches turn a choice that Marketo does not document to another reading (the first is the default):
${switchLines().join('\n')}
  (…: any other text too)

Examples:
  A Marketo for a worker on this machine; its credentials are demo and demo:
    $ marketo-extract emulator --port 8080
  Twenty times as fast, so that a job takes five seconds; the same activities at every start:
    $ marketo-extract emulator --port 8080 --scale 20 --seed 7 --start-time 2025-06-10T12:00:00Z
  About 1 GB of CSV a day, and a quota that one day uses up:
    $ marketo-extract emulator --activities-per-day 3000000 --quota-bytes 500000000
  Two API users, another reading, and faults from a file:
    $ marketo-extract emulator --user demo:demo --user other:secret --switch guids=digits --faults rules.json
  rules.json, which loses the answer of the first create and cuts every second download or so:
    [{ "on": "create", "times": 1, "do": { "dropAnswer": true } },
     { "on": "file", "probability": 0.5, "seed": 1, "do": { "cutAfterBytes": 100000 } }]
  What it did, and what a window really has:
    $ curl http://127.0.0.1:8080/_emulator/log
    $ curl 'http://127.0.0.1:8080/_emulator/truth?startAt=2025-06-01&endAt=2025-06-01T23:59:59Z'

docs/emulator.md has all faults, switches and control endpoints.
`;
}

function switchLines(): string[] {
  return Object.entries<SwitchRow<string | boolean>>(switchRows).map(
    ([name, { values, open }]) => `  ${name}=${values.join('|')}${open ? '|…' : ''}`,
  );
}
