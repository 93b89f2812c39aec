/** All activities over their dependencies. Workflow code imports the type only. */
import { ActivityTypeNames } from './activity-type-names.ts';
import { cancelJobActivity } from './cancel-job.ts';
import { claimWindowActivity, releaseClaimActivity } from './claim-window.ts';
import { createJobActivity } from './create-job.ts';
import type { Dependencies } from './dependencies.ts';
import { discardStagedActivity } from './discard-staged.ts';
import { downloadFileActivity } from './download-file.ts';
import { enqueueJobActivity } from './enqueue-job.ts';
import { findRoomActivity } from './find-room.ts';
import { findWindowActivity } from './find-window.ts';
import { heldWindowsActivity } from './held-windows.ts';
import { jobStatusActivity } from './job-status.ts';
import { planWindowsActivity } from './plan-windows.ts';
import { publishFileActivity } from './publish-file.ts';
import { resolveRequestActivity } from './resolve-request.ts';
import { verifyFileActivity } from './verify-file.ts';

export function createActivities(dependencies: Dependencies) {
  const typeNames = new ActivityTypeNames(dependencies.marketo);
  return {
    resolveRequest: resolveRequestActivity({ ...dependencies, typeNames }),
    planWindows: planWindowsActivity(dependencies),
    findWindow: findWindowActivity(dependencies),
    findRoom: findRoomActivity(dependencies),
    createJob: createJobActivity(dependencies),
    claimWindow: claimWindowActivity(dependencies),
    releaseClaim: releaseClaimActivity(dependencies),
    enqueueJob: enqueueJobActivity(dependencies),
    jobStatus: jobStatusActivity(dependencies),
    downloadFile: downloadFileActivity(dependencies),
    verifyFile: verifyFileActivity(dependencies),
    publishFile: publishFileActivity({ ...dependencies, typeNames }),
    heldWindows: heldWindowsActivity(dependencies),
    cancelJob: cancelJobActivity(dependencies),
    discardStaged: discardStagedActivity(dependencies),
  };
}

export type Activities = ReturnType<typeof createActivities>;
