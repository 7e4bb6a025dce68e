/**
 * Scripts that run together: one thread, one state, one commit. A place with several groups lets each follow the log at
 * its own pace, so that what must be quick does not wait for what is heavy.
 */
import { MillraceError } from '../errors/millrace-error.ts';
import type { PipelineScript } from './pipeline-messages.ts';

export interface PipelineGroup {
  readonly name: string;
  /** Tables first. Only what the group reads or writes makes work. */
  readonly scripts: readonly PipelineScript[];
  /** Where the group's state and views lie, under the data folder. */
  readonly stateFolder: string;
  /** How far its thread gives way to others when processors are short: 0, or absent, to 19. */
  readonly niceness?: number;
  /**
   * At least so long from the beginning of one step to that of the next; 0 when absent. Each step has a price of its own,
   * and what changes again and again is written once, so that results a moment later are cheaper.
   */
  readonly paceMs?: number;
  /** Rows that a step reads at most; see MAX_ROWS_PER_STEP, which it is when absent. Results of a step come at its end. */
  readonly stepRows?: number;
}

/** The views that a group has to do with, by name. */
export interface GroupViews {
  readonly written: readonly string[];
  readonly lookedUp: readonly string[];
}

/**
 * Groups commit each for itself, so that a view has one writer, and is looked up only where it is written: elsewhere its
 * rows would be those of another moment with every run.
 * @throws MillraceError VIEW_ACROSS_GROUPS
 */
export function checkGroupViews(groups: ReadonlyMap<string, GroupViews>): void {
  const writers = new Map<string, string>();
  for (const [group, { written }] of groups) {
    for (const view of written) {
      const other = writers.get(view) ?? group;
      if (other !== group) throw acrossGroups(`the groups ${other} and ${group} both write the view ${view}`);
      writers.set(view, group);
    }
  }
  for (const [group, { lookedUp }] of groups) {
    for (const view of lookedUp) {
      const writer = writers.get(view) ?? group;
      if (writer !== group) throw acrossGroups(`the group ${group} looks up the view ${view}, which ${writer} writes`);
    }
  }
}

function acrossGroups(message: string): MillraceError {
  return new MillraceError(message, {
    code: 'VIEW_ACROSS_GROUPS',
    domain: 'user',
    retry: 'never',
    hint: 'put the scripts that write and look up one view into one group',
  });
}
