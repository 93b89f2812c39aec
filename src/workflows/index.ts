/** The workflow bundle. */
import { ApplicationFailure, workflowInfo } from '@temporalio/workflow';
import { EXPORT_WINDOW, EXTRACT_ACTIVITIES, FAILURE, PLAN_EXTRACT } from '../interface/names.ts';

export { exportWindow } from './export-window.ts';
export { extractActivities } from './extract-activities.ts';
export { planExtract } from './plan-extract.ts';

/** Receives every type that the bundle does not know: a mistyped name fails by name instead of hanging for ever. */
export default function unknownWorkflow(): Promise<never> {
  const { workflowType } = workflowInfo();
  const failure = ApplicationFailure.nonRetryable(
    `There is no workflow type "${workflowType}" on this task queue. It knows: ` +
      `${EXTRACT_ACTIVITIES} (start this one), ${PLAN_EXTRACT} (a dry run) and ${EXPORT_WINDOW} (internal).`,
    FAILURE.unknownWorkflow,
  );
  return Promise.reject(failure);
}
