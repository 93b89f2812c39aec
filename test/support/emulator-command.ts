/** The emulator's command and nothing else of the program, as a process of its own. */
import { emulatorCommand } from '../../src/emulator/command.ts';

await emulatorCommand().parseAsync(process.argv.slice(2), { from: 'user' });
