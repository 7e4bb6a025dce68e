/** The state of the groups of pipelines in a data folder: `state/<group>`, an environment each. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { openStateEnvironment, STATE_FOLDER } from '@millrace/engine/state/environment-state-store.ts';
import type { Environment } from '@millrace/engine/storage/environment.ts';
import { GROUP_NAMES, stateFolderOf } from './pipeline-groups.ts';

/** For reading views. */
export function openGroupStates(dataFolder: string): readonly Environment[] {
  return GROUP_NAMES.map((group) => openStateEnvironment(dataFolder, stateFolderOf(group)));
}

/**
 * State that no group reads, such as that of the time when all pipelines had one, holds views of the same names as
 * those that would be made anew beside it.
 * @throws MillraceError PIPELINE_CHANGED
 */
export function checkStateLayout(dataFolder: string): void {
  const [stray] = strayState(dataFolder);
  if (stray === undefined) return;
  throw new MillraceError(`the pipelines are grouped otherwise than when their state was written: ${stray}`, {
    code: 'PIPELINE_CHANGED',
    domain: 'user',
    retry: 'never',
    hint: "'millrace replay' makes state and results anew from the log; it keeps what the log keeps (7 days)",
  });
}

/** For a rebuild: afterwards there is only what groups of today have written. */
export function dropStrayState(dataFolder: string): void {
  for (const path of strayState(dataFolder)) rmSync(join(dataFolder, path), { recursive: true });
}

/** Files and folders in `state/` that belong to no group, from the data folder on. */
function strayState(dataFolder: string): readonly string[] {
  const groups: readonly string[] = GROUP_NAMES;
  return entriesOf(join(dataFolder, STATE_FOLDER))
    .filter((name) => !groups.includes(name))
    .map((name) => join(STATE_FOLDER, name));
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => !name.startsWith('.'));
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return [];
    throw cause;
  }
}
