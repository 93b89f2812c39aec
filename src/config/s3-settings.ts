/** Variables of `s3://` destinations. AWS's own, but for the endpoint, are read by AWS's SDK. */
import { quote } from '../interface/fault.ts';
import type { S3Options } from '../store/s3/options.ts';
import type { Environment, Values } from './read-settings.ts';
import { flag, plainName } from './readers.ts';
import { bad, good } from './reading.ts';
import type { Reader } from './reading.ts';
import type { Setting } from './setting.ts';

const httpUrl: Reader<string> = (text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url !== undefined && url.username === '' && url.search === '' && url.hash === '';
  if (isPlain && /^https?:$/.test(url.protocol)) return good(text);
  return bad(
    'it is no URL of a server; write https://, the host and, if need be, the port, and no credentials',
  );
};

const MOST_TAGS = 10;
const TAG = /^([\p{L}\p{N} +\-.:_/@]{1,128})=([\p{L}\p{N} +\-.:_/@=]{0,256})$/u;

const tagList: Reader<Readonly<Record<string, string>>> = (text) => {
  const pairs = text.split(',').map((pair) => TAG.exec(pair.trim()));
  const tags = new Map(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? '']));
  if (!tags.has('') && tags.size === pairs.length && tags.size <= MOST_TAGS) {
    return good(Object.fromEntries(tags));
  }
  return bad(
    `${quote(text)} is no list of tags; write name=value, at most ${MOST_TAGS} with commas between, each name once, in ` +
      'letters, digits, blanks and + - . : _ / @',
  );
};

export const S3_SETTINGS = {
  s3Endpoint: {
    variable: 'AWS_ENDPOINT_URL_S3',
    description: 'S3-compatible server of an `s3://` destination, see docs/s3.md',
    unit: 'URL',
    defaultInWords: 'AWS, or what AWS’s own files say',
    example: 'http://127.0.0.1:7070',
    read: httpUrl,
  },
  s3PathStyle: {
    variable: 'EXTRACT_S3_PATH_STYLE',
    description: 'Name the bucket in the path of URLs, not in the host name',
    unit: 'true or false',
    defaultInWords: '`true` with `AWS_ENDPOINT_URL_S3`, else `false`',
    example: 'false',
    read: flag,
  },
  s3KmsKeyId: {
    variable: 'EXTRACT_S3_SSE_KMS_KEY_ID',
    description: 'KMS key (id, alias or ARN) by which all objects are encrypted',
    unit: 'text',
    defaultInWords: 'as the bucket encrypts',
    example: 'alias/marketo-extract',
    read: plainName,
  },
  s3Tags: {
    variable: 'EXTRACT_S3_TAGS',
    description: 'Tags of all objects, at most 10',
    unit: 'name=value,…',
    example: 'team=marketing,personal-data=yes',
    read: tagList,
  },
} satisfies Record<string, Setting<unknown>>;

/** How a bucket is reached. What `.env` says of AWS goes along: AWS's SDK reads the real environment only. */
export function toS3Options(
  values: Values<typeof S3_SETTINGS>,
  environment: Environment,
): S3Options {
  return {
    endpoint: values.s3Endpoint,
    pathStyle: values.s3PathStyle,
    kmsKeyId: values.s3KmsKeyId,
    tags: values.s3Tags,
    awsVariables: Object.fromEntries(
      Object.entries(environment).flatMap(([name, text]) =>
        name.startsWith('AWS_') && text !== undefined ? [[name, text]] : [],
      ),
    ),
  };
}
