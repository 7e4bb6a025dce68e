/**
 * Which pipelines run together. What decides at the moment of arrival has a thread, a state and a commit of its own, so
 * that an order's score and a stock alert do not wait for a step of the analytics.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MAX_ROWS_PER_STEP } from '@millrace/engine/runtime/pipeline.ts';
import type { PipelineGroup } from '@millrace/engine/runtime/pipeline-group.ts';
import type { PipelineScript } from '@millrace/engine/runtime/pipeline-messages.ts';
import { STATE_FOLDER } from '@millrace/engine/state/environment-state-store.ts';

/** The questions of this group; every other file in `pipelines/` is one of the analytics. */
const DECISIONS: readonly string[] = ['fraud.sql', 'inventory.sql'];

export const GROUP_NAMES = ['decisions', 'analytics'] as const;
export type GroupName = (typeof GROUP_NAMES)[number];

/** When processors are short, the analytics are a moment later rather than decisions, answers and acknowledgements. */
const NICENESS: Readonly<Record<GroupName, number>> = { decisions: 0, analytics: 5 };

/** Nobody sees the page of the analytics change more often than that. */
const PACE_MS: Readonly<Record<GroupName, number>> = { decisions: 0, analytics: 30 };

/**
 * A change of stock takes 40 microseconds or so: a step is less than half a second's work, so that behind a rush of changes
 * an order or an alert waits for what came before it, and for no more. The analytics are quicker in large steps.
 */
const STEP_ROWS: Readonly<Record<GroupName, number>> = { decisions: 10_000, analytics: MAX_ROWS_PER_STEP };

const PIPELINES = fileURLToPath(new URL('../../../pipelines/', import.meta.url));

/** The server's pipelines, group by group, each with the tables of the one-process place. */
export function pipelineGroups(): readonly PipelineGroup[] {
  const files = questionFiles();
  return GROUP_NAMES.map((name) => ({
    name,
    scripts: [embeddedTables(), ...files.filter((file) => groupOf(file) === name).map(pipelineScript)],
    stateFolder: stateFolderOf(name),
    niceness: NICENESS[name],
    paceMs: PACE_MS[name],
    stepRows: STEP_ROWS[name],
  }));
}

/** The same in one list: the tables, then every question in `pipelines/`, by name. */
export function embeddedScripts(): readonly PipelineScript[] {
  return [embeddedTables(), ...questionFiles().map(pipelineScript)];
}

/** Where the state and the views of a group lie, under the data folder. */
export function stateFolderOf(group: GroupName): string {
  return join(STATE_FOLDER, group);
}

function groupOf(file: string): GroupName {
  return DECISIONS.includes(file) ? 'decisions' : 'analytics';
}

function questionFiles(): readonly string[] {
  return readdirSync(PIPELINES)
    .filter((file) => file.endsWith('.sql'))
    .sort();
}

/** The tables as one process reads and keeps them; on other runtimes the same names have other connectors. */
function embeddedTables(): PipelineScript {
  return pipelineScript(join('tables', 'embedded.sql'));
}

function pipelineScript(file: string): PipelineScript {
  return { file: join('pipelines', file), text: readFileSync(join(PIPELINES, file), 'utf8') };
}
