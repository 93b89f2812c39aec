/**
 * The Nexus service that workers serve, for workflows that call it. Safe to import in workflow code: a name and types.
 *
 * ```ts
 * const service = createNexusServiceClient({ endpoint: 'marketo-extract', service: marketoExtract });
 * const result = await service.executeOperation('extract', request);
 * ```
 */
import { operation, service } from 'nexus-rpc';
import type { ExtractRequest } from '../interface/request-shape.ts';
import type { ExtractResult } from '../interface/result.ts';

/**
 * `extract` runs the workflow `extractActivities`: the same request, the same result, the same failures. Whoever asks
 * for what is under way joins that run; cancelling the operation cancels the run, for all who joined it.
 */
export const marketoExtract = service('marketoExtract', {
  extract: operation<ExtractRequest, ExtractResult>(),
});

export type { ExtractRequest } from '../interface/request-shape.ts';
export type {
  ExtractResult,
  FailedExtractResult,
  FailedWindow,
  WindowResult,
} from '../interface/result.ts';
