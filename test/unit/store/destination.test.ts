import { describe, expect, it } from 'vitest';
import { DestinationError, parseDestination } from '../../../src/store/destination.ts';
import { openStore } from '../../../src/store/open-store.ts';

describe('a destination', () => {
  it.each([
    { text: 'file:./exports', root: '/app/exports' },
    { text: 'file:exports', root: '/app/exports' },
    { text: 'file:../exports/', root: '/exports' },
    { text: 'file:.', root: '/app' },
    { text: 'file:/srv/exports', root: '/srv/exports' },
    { text: 'file:///srv/exports', root: '/srv/exports' },
    { text: 'file:///srv/my%20exports/', root: '/srv/my exports' },
    { text: 'file://localhost/srv', root: '/srv' },
    { text: 'file:./my exports', root: '/app/my exports' },
  ])('$text is the folder $root', ({ text, root }) => {
    expect(parseDestination(text, '/app')).toEqual({ kind: 'file', root });
  });

  it.each([
    { text: '', says: 'file:./exports' },
    { text: './exports', says: 'Write file: before' },
    { text: 'file:', says: 'names no folder' },
    { text: 'file:~/exports', says: 'home folder' },
    { text: 'file://host/share', says: 'three slashes' },
    { text: 's3://bucket/prefix', says: 'not in this version' },
    { text: 'https://example.com', says: 'no destination' },
  ])('$text is refused with a way out', ({ text, says }) => {
    const parse = () => parseDestination(text, '/app');
    expect(parse).toThrow(DestinationError);
    expect(parse).toThrow(says);
  });

  it('opens as a store that names its files by URI', () => {
    const store = openStore(parseDestination('file:./my exports', '/app'));
    expect(store.uri).toBe('file:///app/my%20exports');
    expect(store.uriOf('a/b.csv')).toBe('file:///app/my%20exports/a/b.csv');
  });
});
