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
    { text: 's3://bucket', bucket: 'bucket', prefix: '' },
    { text: 's3://bucket/', bucket: 'bucket', prefix: '' },
    { text: 'S3://my-bucket.eu/marketo', bucket: 'my-bucket.eu', prefix: 'marketo' },
    { text: 's3://bucket/a/b_c-d.e/', bucket: 'bucket', prefix: 'a/b_c-d.e' },
  ])('$text is the bucket $bucket with the prefix "$prefix"', ({ text, bucket, prefix }) => {
    expect(parseDestination(text, '/app')).toEqual({ kind: 's3', bucket, prefix });
  });

  it.each([
    { text: '', says: 'file:./exports' },
    { text: './exports', says: 'Write file: before' },
    { text: 'file:', says: 'names no folder' },
    { text: 'file:~/exports', says: 'home folder' },
    { text: 'file://host/share', says: 'three slashes' },
    { text: 's3:', says: 'names no bucket' },
    { text: 's3://', says: 'names no bucket' },
    { text: 's3://my bucket', says: 'names no bucket' },
    { text: 's3://bucket/a//b', says: 'the prefix is made of' },
    { text: 's3://bucket/../b', says: 'the prefix is made of' },
    { text: 's3://bucket/a?b', says: 'the prefix is made of' },
    { text: `s3://bucket/${'x'.repeat(401)}`, says: 'at most 400' },
    { text: 'https://example.com', says: 'no destination' },
  ])('$text is refused with a way out', ({ text, says }) => {
    const parse = () => parseDestination(text, '/app');
    expect(parse).toThrow(DestinationError);
    expect(parse).toThrow(says);
  });

  it('opens as a store that names its files by URI', async () => {
    const store = await openStore(parseDestination('file:./my exports', '/app'));
    expect(store.uri).toBe('file:///app/my%20exports');
    expect(store.uriOf('a/b.csv')).toBe('file:///app/my%20exports/a/b.csv');
  });

  it.each([
    { text: 's3://bucket', uri: 's3://bucket' },
    { text: 's3://bucket/marketo/', uri: 's3://bucket/marketo' },
  ])('$text opens as a store that names its files by URI', async ({ text, uri }) => {
    const store = await openStore(parseDestination(text, '/app'));
    expect(store.uri).toBe(uri);
    expect(store.uriOf('a/b.csv')).toBe(`${uri}/a/b.csv`);
  });
});
