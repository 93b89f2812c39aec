import type { Tokens } from '../identity/tokens.ts';
import { jsonAnswer, type Answer } from './answer.ts';
import type { ApiContext } from './api.ts';

const noStore = { 'Cache-Control': 'no-store', Pragma: 'no-cache' };

/** GET or POST, parameters in the query; POST takes a form body too (§1). */
export async function answerIdentity(context: ApiContext, tokens: Tokens): Promise<Answer> {
  const parameters = new URL(context.req.url).searchParams;
  if (context.req.method === 'POST') {
    for (const [name, value] of new URLSearchParams(await context.req.text())) {
      if (!parameters.has(name)) parameters.set(name, value);
    }
  }
  if (parameters.get('grant_type') !== 'client_credentials') {
    return refused('unsupported_grant_type', 'Unsupported grant type');
  }
  const clientId = parameters.get('client_id') ?? '';
  const token = tokens.issue(clientId, parameters.get('client_secret') ?? '');
  if (token === undefined) return refused('invalid_client', 'Bad client credentials');
  return jsonAnswer(token, 200, noStore);
}

function refused(error: string, description: string): Answer {
  return jsonAnswer({ error, error_description: description }, 401, noStore);
}
