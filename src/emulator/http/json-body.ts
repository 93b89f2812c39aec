import { catalogue, MarketoError } from '../errors.ts';
import type { CheckedCall } from './endpoint.ts';

/** The body of a call that needs JSON: 612 for another type, 609 for what is not JSON. [D err] */
export function jsonBody({ contentType, bodyText }: CheckedCall): unknown {
  if (!/^application\/json\s*(;|$)/i.test(contentType)) {
    throw new MarketoError(catalogue.invalidContentType);
  }
  try {
    return JSON.parse(bodyText);
  } catch {
    throw new MarketoError(catalogue.invalidJson);
  }
}
