import { marketoTime } from '../clock.ts';
import { assets, type Asset } from '../data/assets.ts';
import { mix } from '../data/mix.ts';
import { SECOND_MS } from '../limits.ts';
import { leadRecord, type FileRecord, type Lead } from './lead-records.ts';

/** The statuses that members of a program have here. [D pm names more] */
export const statusNames = ['Invited', 'Registered', 'Attended', 'No Show'];

/** A lead in a program. */
export interface Membership {
  readonly lead: Lead;
  readonly program: Asset;
  readonly statusName: string;
  readonly isExhausted: boolean;
  readonly nurtureCadence: 'norm' | 'pause';
  readonly updatedSecond: number;
}

/** One lead in so many is a member of a program. */
const SHARE = 8;

/** The memberships of a lead in these programs; a program that is unknown has no members. */
export function membershipsOf(lead: Lead, programIds: readonly number[]): readonly Membership[] {
  const programs = assets['Marketing Program'].filter(({ id }) => programIds.includes(id));
  return programs.flatMap((program) => {
    const dice = mix(program.id, lead.id);
    if (dice % SHARE !== 0) return [];
    const statusName = statusNames[(dice >>> 8) % statusNames.length] ?? '';
    const isExhausted = (dice >>> 12) % 5 === 0;
    const nurtureCadence = (dice >>> 16) % 4 === 0 ? 'pause' : 'norm';
    const { updatedSecond } = lead;
    return [{ lead, program, statusName, isExhausted, nurtureCadence, updatedSecond }];
  });
}

/** What a file says about a membership; fields of the lead can stand beside its own. [D pm] */
export function membershipRecord(membership: Membership): FileRecord {
  const { lead, program, statusName, isExhausted, nurtureCadence, updatedSecond } = membership;
  const reachedSuccess = statusName === 'Attended';
  const updatedAt = marketoTime(updatedSecond * SECOND_MS);
  return {
    ...leadRecord(lead),
    acquiredBy: lead.id % 2 === 0,
    isExhausted,
    leadId: lead.id,
    membershipDate: marketoTime(lead.createdSecond * SECOND_MS),
    nurtureCadence,
    program: program.name,
    programId: program.id,
    reachedSuccess,
    reachedSuccessDate: reachedSuccess ? updatedAt : null,
    statusName,
    updatedAt,
  };
}

/** Fields of the membership itself. [D pm] */
export const membershipFields = [
  'acquiredBy',
  'isExhausted',
  'leadId',
  'membershipDate',
  'nurtureCadence',
  'program',
  'programId',
  'reachedSuccess',
  'reachedSuccessDate',
  'statusName',
];
