import type { Tokens } from '../identity/tokens.ts';
import { jsonAnswer, type Answer } from './answer.ts';
import type { ApiRequest } from './request.ts';

const noStore = { 'Cache-Control': 'no-store', Pragma: 'no-cache' };

/** GET or POST, parameters in the query; POST takes a form body too (§1). */
export function answerIdentity({ query, form }: ApiRequest, tokens: Tokens): Answer {
  const parameter = (name: string) => query.get(name) ?? form.get(name) ?? '';
  if (parameter('grant_type') !== 'client_credentials') {
    return refused('unsupported_grant_type', 'Unsupported grant type');
  }
  const token = tokens.issue(parameter('client_id'), parameter('client_secret'));
  if (token === undefined) return refused('invalid_client', 'Bad client credentials');
  return jsonAnswer(token, 200, noStore);
}

function refused(error: string, description: string): Answer {
  return jsonAnswer({ error, error_description: description }, 401, noStore);
}
