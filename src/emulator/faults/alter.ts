import { errorEnvelope, textAnswer, type Answer } from '../http/answer.ts';
import type { FaultEffect } from './rule.ts';

/** The answer that takes the place of the true one, if the effect has one. */
export function replacementFor(effect: FaultEffect, nowMs: number): Answer | undefined {
  if (effect.errorCode !== undefined) {
    return errorEnvelope(nowMs, {
      code: effect.errorCode,
      message: effect.errorMessage ?? `Fault ${effect.errorCode}`,
    });
  }
  const { httpStatus, html, body } = effect;
  if (httpStatus === undefined && html !== true && body === undefined) return undefined;
  return proxyAnswer(effect, httpStatus ?? 200);
}

function proxyAnswer(effect: FaultEffect, status: number): Answer {
  const page = `<html><head><title>${status}</title></head><body><h1>${status}</h1></body></html>`;
  const body = effect.body ?? (effect.html === true ? page : '');
  const answer = textAnswer(
    status,
    body,
    effect.contentType ?? (effect.html === true ? 'text/html' : 'text/plain'),
  );
  if (effect.retryAfter === undefined) return answer;
  return { ...answer, headers: { ...answer.headers, 'Retry-After': effect.retryAfter } };
}

/** What is left of the true answer after the effect; file bodies are changed while they are sent. */
export function altered(answer: Answer, effect: FaultEffect): Answer {
  if (typeof answer.body !== 'string') return { ...answer, body: shortenedRange(answer, effect) };
  const shown = withJobChanges(answer.body, effect);
  return { ...answer, body: mangled(shown, effect) };
}

/** The bug of Marketo until August 2021: a range came without its last byte. */
function shortenedRange(answer: Answer, effect: FaultEffect): Answer['body'] {
  const { body, status } = answer;
  if (typeof body === 'string' || effect.omitLastByte !== true || status !== 206) return body;
  return { ...body, end: body.end - 1 };
}

function mangled(body: string, effect: FaultEffect): string {
  if (effect.noResult === true) return withoutResult(body);
  if (effect.emptyBody === true) return '';
  return effect.truncatedJson === true ? body.slice(0, Math.ceil(body.length / 2)) : body;
}

function withoutResult(body: string): string {
  return JSON.stringify({ ...(JSON.parse(body) as object), result: undefined });
}

/** Replaces members in every job of the envelope; null hides one. */
function withJobChanges(body: string, effect: FaultEffect): string {
  if (effect.jobMembers === undefined && effect.statusText === undefined) return body;
  const parsed = JSON.parse(body) as { result?: Record<string, unknown>[] };
  if (parsed.result === undefined) return body;
  const result = parsed.result.map((job) => changedJob(job, effect));
  return JSON.stringify({ ...parsed, result });
}

function changedJob(job: Record<string, unknown>, effect: FaultEffect): Record<string, unknown> {
  const members = Object.entries(job).flatMap(([name, value]): [string, unknown][] => {
    const changed = effect.jobMembers?.[name];
    if (changed === null) return [];
    if (changed !== undefined) return [[name, changed]];
    return [[name, name === 'status' ? (effect.statusText?.[String(value)] ?? value) : value]];
  });
  return Object.fromEntries(members);
}
