/** What lists of runs go by. An attribute that the namespace does not know would block the workflow task for ever. */
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import type { SearchAttributePair } from '@temporalio/common';
import { upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { SEARCH_ATTRIBUTES } from '../interface/names.ts';
import type { RunContext } from '../interface/steps.ts';

type SearchAttributeValues = Partial<Record<keyof typeof SEARCH_ATTRIBUTES, string>>;

/** Those of the values that `resolveRequest` found a registered attribute for; none in runs of earlier versions. */
export function searchAttributePairs(
  { searchAttributes = [], request }: Pick<RunContext, 'searchAttributes' | 'request'>,
  values: SearchAttributeValues,
): SearchAttributePair[] {
  const { instance, dataset } = request;
  const all: SearchAttributeValues = { instance, dataset, ...values };
  return Object.entries(SEARCH_ATTRIBUTES).flatMap(([member, name]) => {
    const value = all[member as keyof typeof SEARCH_ATTRIBUTES];
    if (value === undefined || !searchAttributes.includes(name)) return [];
    return [{ key: defineSearchAttributeKey(name, SearchAttributeType.KEYWORD), value }];
  });
}

/** Sets what differs from what the run carries already, from its start or from the run that it goes on from. */
export function setSearchAttributes(run: RunContext, values: SearchAttributeValues): void {
  const { typedSearchAttributes } = workflowInfo();
  const changed = searchAttributePairs(run, values).filter(
    ({ key, value }) => typedSearchAttributes.get(key) !== value,
  );
  if (changed.length > 0) upsertSearchAttributes(changed);
}
