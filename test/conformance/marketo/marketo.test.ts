/** The instance of the environment; without one, an emulator by its own choices, and one by all the other readings. */
import { writeFileSync } from 'node:fs';
import { announcement } from './announcement.ts';
import { marketoConformance } from './marketo.suite.ts';
import { tableOf, type Observations } from './observations.ts';
import { OTHER_READINGS, SEEN_OF_THEM } from './other-readings.ts';
import { readSettings } from './settings.ts';
import { emulator, instance } from './target.ts';

const settings = readSettings(process.env);

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
      switches: OTHER_READINGS,
    }),
    costly: true,
    differences: SEEN_OF_THEM,
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
