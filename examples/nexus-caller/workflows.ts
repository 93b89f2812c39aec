/** A workflow in another namespace: it calls the Nexus operation that the workers of the package serve. */
import { createNexusServiceClient } from '@temporalio/workflow';
import { readExtractFailure } from 'marketo-activity-extract/messages';
import { marketoExtract, type ExtractRequest } from 'marketo-activity-extract/nexus';

export interface Delivery {
  readonly manifests: readonly string[];
  /** What is wrong with the request, when nothing was exported because of it. */
  readonly faults: readonly string[];
}

export async function orderActivities(request: ExtractRequest): Promise<Delivery> {
  const marketo = createNexusServiceClient({
    endpoint: 'marketo-extract',
    service: marketoExtract,
  });
  try {
    const { windows } = await marketo.executeOperation('extract', request, {
      // Without it, an operation that no worker takes could not even be cancelled.
      scheduleToStartTimeout: '10 minutes',
      summary: 'activities for the warehouse',
    });
    return { manifests: windows.map(({ manifestUri }) => manifestUri), faults: [] };
  } catch (error) {
    const { faults = [] } = readExtractFailure(error) ?? {};
    if (faults.length === 0) throw error;
    return { manifests: [], faults: faults.map(({ path, message }) => `${path}: ${message}`) };
  }
}
