import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseWindowName, parseWindowText } from '../../../src/domain/windows.ts';
import { ClaimDocument, ManifestDocument, parseDocument } from '../../../src/ledger/documents.ts';
import type { Claim, WindowRecord } from '../../../src/ledger/types.ts';
import { windowState } from '../../../src/ledger/window-state.ts';

const page = readFileSync(new URL('../../../docs/ledger.md', import.meta.url), 'utf8');
const [manifestText = '', claimText = '', releaseText = ''] = [
  ...page.matchAll(/```json\n([\s\S]*?)```/g),
].map(([, text = '']) => text);

const bytes = (text: string) => new TextEncoder().encode(text);

function parseClaim(text: string): Claim {
  parseDocument('claim', ClaimDocument, bytes(text));
  return JSON.parse(text) as Claim; // which has just been checked
}

describe('docs/ledger.md shows', () => {
  const manifest = parseDocument('manifest.json', ManifestDocument, bytes(manifestText));
  const claim = parseClaim(claimText);
  const release = parseClaim(releaseText);
  const window = parseWindowText(manifest.window);
  const record = (members: Partial<WindowRecord>): WindowRecord => ({
    window,
    generation: members.claim?.generation ?? 0,
    ...members,
  });
  const now = { now: window.end + manifest.settleSeconds };

  it('a manifest of the window and the file that its tree shows', () => {
    const [folder = ''] = /\d{8}T\d{6}Z_\d{8}T\d{6}Z/.exec(page) ?? [];
    expect(parseWindowName(folder)).toEqual(window);
    expect(page).toContain(`├── ${manifest.file}`);
  });

  it('a claim that the manifest closes', () => {
    expect(claim).toMatchObject({ exportId: manifest.exportId, generation: manifest.generation });
    expect(windowState(record({ claim }), now).state).toBe('claimed');
    expect(windowState(record({ claim, manifest }), now).state).toBe('final');
  });

  it('a release by hand after which the window is missing', () => {
    expect(release.generation).toBe(claim.generation + 1);
    expect(windowState(record({ claim: release }), now).state).toBe('missing');
  });
});
