/** The instance of the environment; without one, an emulator by its own choices, and one by all the other readings. */
import { writeFileSync } from 'node:fs';
import { announcement } from './announcement.ts';
import { marketoConformance } from './marketo.suite.ts';
import { tableOf, type Observations } from './observations.ts';
import { readSettings } from './settings.ts';
import { emulator, instance } from './target.ts';

const settings = readSettings(process.env);

/** What the switches below change, as the tests see it. */
const OTHER_READINGS = [
  '§2.3 members of a completed job',
  '§2.6 the last five bytes, bytes=-5',
  '§2.6 two ranges',
  '§8.3 cancel of an unknown export',
  '§8.3 enqueue of an unknown export',
  '§8.3 status of an unknown export',
  '§8.5 cancel of a completed job',
  '§8.5 second cancel',
  '§8.6 a range past the end',
  '§8.6 a range that starts at the end',
  '§8.7 file of no records',
  '§8.8 queuedAt of a created job',
  '§8.9 members that a job does not have',
  '§8.14 spelling of cancelled',
  '§8.15 Content-Type of a CSV file',
  '§8.21 token in the query',
  '§8.27 enqueue of a cancelled job',
  '§8.30 bytes=0--1',
  '§8.30 bytes=9-3',
  '§8.30 bytes=abc',
];

function report(against: string, observations: Observations): void {
  if (settings.reportPath === undefined) return;
  const { costly } = settings;
  const content = {
    form: 1,
    at: new Date().toISOString(),
    against,
    costly,
    observed: observations.all,
  };
  writeFileSync(settings.reportPath, `${JSON.stringify(content, undefined, 2)}\n`);
}

if (settings.instance === undefined) {
  marketoConformance({
    source: emulator('the emulator', settings),
    costly: true,
    differences: [],
    report: (observations) => report('emulator', observations),
  });
  marketoConformance({
    source: emulator('the emulator of the other readings', settings, {
      switches: {
        cancelOfTerminal: 'success',
        badRange: 'whole',
        malformedRange: 'unsatisfiable',
        emptyFile: 'empty',
        csvContentType: 'text/csv',
        unknownJobCode: '1013',
        tokenInQuery: 'accepted',
        enqueueOfCancelled: '1029',
        cancelledSpelling: 'Canceled',
        absentMembers: 'null',
        queuedAtWhenCreated: true,
      },
    }),
    costly: true,
    differences: OTHER_READINGS,
  });
} else {
  // Before anything is sent.
  console.log(announcement(settings));
  marketoConformance({
    source: instance(settings.instance, settings),
    costly: settings.costly,
    report: (observations) => {
      console.log(tableOf(observations));
      report('instance', observations);
    },
  });
}
