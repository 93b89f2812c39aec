import type { ResolvedOptions } from '../options.ts';
import { activities } from './activities.ts';
import { customObjects } from './custom-objects.ts';
import { leads } from './leads.ts';
import type { ObjectType } from './object-type.ts';
import { programMembers } from './program-members.ts';

/** Everything that can be extracted in bulk. */
export function objectTypes(options: ResolvedOptions): readonly ObjectType[] {
  return [activities, leads, programMembers, customObjects].map((make) => make(options));
}
