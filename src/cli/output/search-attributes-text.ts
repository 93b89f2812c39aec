import type { RegisteredSearchAttribute, SearchAttribute } from '../../client/search-attributes.ts';
import { alignColumns } from './columns.ts';

/** `register`: how the command that registers them is typed. */
export function attributesText(
  namespace: string,
  attributes: readonly (SearchAttribute | RegisteredSearchAttribute)[],
  register: string,
): string {
  const rows = attributes.map((attribute) => [
    `  ${attribute.name}`,
    attribute.type,
    inWords(attribute),
  ]);
  return [
    `Search attributes of the namespace ${namespace}:`,
    ...alignColumns(rows),
    ...whatNext(namespace, attributes, register),
    '',
  ].join('\n');
}

function inWords(attribute: SearchAttribute | RegisteredSearchAttribute): string {
  switch (attribute.state) {
    case 'missing':
      return 'not registered';
    case 'otherType':
      return `of the type ${attribute.registeredType ?? ''} here: runs go without it`;
    case 'registered':
      if (!('added' in attribute)) return 'registered';
      return attribute.added ? 'registered now' : 'was registered already';
  }
}

function whatNext(
  namespace: string,
  attributes: readonly SearchAttribute[],
  register: string,
): string[] {
  const foreign = attributes.filter(({ state }) => state === 'otherType').map(({ name }) => name);
  if (foreign.length > 0) {
    const names = foreign.map((name) => `--name ${name}`).join(' ');
    return [
      'Something else uses the name with another type. If nothing needs it, remove it and register again:',
      `  temporal operator search-attribute remove --namespace ${namespace} ${names}`,
    ];
  }
  if (attributes.some(({ state }) => state === 'missing')) return [`Next  ${register}`];
  return ['Runs that start from now on can be listed by them: MarketoPhase = "exporting"'];
}
