import { Command } from 'commander';

/** The emulator's own command, whole or as a name: it brings an HTTP server along, so it is loaded only when it is wanted. */
export async function emulatorCommandOrStub(whole: boolean): Promise<Command> {
  if (whole) {
    const { emulatorCommand } = await import('../../emulator/command.ts');
    return emulatorCommand();
  }
  return new Command('emulator').description('run a Marketo stand-in on this machine');
}
