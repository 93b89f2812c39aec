import { describe, expect, it } from 'vitest';
import { loadDestination } from '../../../src/config/load.ts';

function load(environment: Record<string, string>) {
  return loadDestination({ EXTRACT_DESTINATION: 's3://bucket/a', ...environment }, '/srv');
}

function faultsOf(environment: Record<string, string>) {
  const loaded = load(environment);
  return loaded.ok ? [] : loaded.faults.map(({ path, message }) => `${path}: ${message}`);
}

describe('the settings of a bucket', () => {
  it('are all there, and what .env says of AWS goes along for its SDK', () => {
    const aws = { AWS_REGION: 'eu-central-1', AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:7070' };
    const loaded = load({
      ...aws,
      EXTRACT_S3_PATH_STYLE: 'false',
      EXTRACT_S3_SSE_KMS_KEY_ID: 'alias/marketo',
      EXTRACT_S3_TAGS: 'team=marketing, cost centre=a=b,empty=',
    });
    expect(loaded.ok && loaded.config).toEqual({
      destination: { kind: 's3', bucket: 'bucket', prefix: 'a' },
      s3: {
        endpoint: 'http://127.0.0.1:7070',
        pathStyle: false,
        kmsKeyId: 'alias/marketo',
        tags: { team: 'marketing', 'cost centre': 'a=b', empty: '' },
        awsVariables: aws,
      },
    });
  });

  it('are nothing to a folder', () => {
    const loaded = load({ EXTRACT_DESTINATION: 'file:out', AWS_REGION: 'eu-central-1' });
    expect(loaded.ok && loaded.config).toEqual({ destination: { kind: 'file', root: '/srv/out' } });
  });

  it.each([
    ['AWS_ENDPOINT_URL_S3', 'minio:9000', 'it is no URL'],
    ['AWS_ENDPOINT_URL_S3', 'https://user:secret@host', 'no credentials'],
    ['EXTRACT_S3_PATH_STYLE', 'perhaps', 'neither true nor false'],
    ['EXTRACT_S3_TAGS', 'team', 'name=value'],
    ['EXTRACT_S3_TAGS', 'a=1,a=2', 'each name once'],
    ['EXTRACT_S3_TAGS', 'a=<b>', 'no list of tags'],
    ['EXTRACT_S3_TAGS', Array.from({ length: 11 }, (_, i) => `t${i}=1`).join(','), 'at most 10'],
  ])('%s=%s is a fault with what to write', (variable, text, says) => {
    const [fault, ...more] = faultsOf({ [variable]: text });
    expect(fault).toContain(`${variable}: `);
    expect(fault).toContain(says);
    expect(fault).not.toContain('secret');
    expect(more).toEqual([]);
  });
});
