import { Command } from 'commander';

/** The emulator's own command. Loaded only when it is wanted: it brings an HTTP server along. */
export async function emulatorCommandOrStub(wanted: string | undefined): Promise<Command> {
  if (wanted === 'emulator') {
    const { emulatorCommand } = await import('../../emulator/command.ts');
    return emulatorCommand();
  }
  return new Command('emulator').description('run a Marketo stand-in on this machine');
}
