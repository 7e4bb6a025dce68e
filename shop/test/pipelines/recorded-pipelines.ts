/**
 * The pipelines as they were given to Apache Flink: the same questions over the same tables, with a file in the place of
 * the log and printing sinks in the place of views.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { PipelineScript } from '@millrace/engine/runtime/pipeline-messages.ts';
import { embeddedScripts } from '../../src/pipelines/pipeline-groups.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** What pipelines are asked about, where it is not an ordinary day's visits. */
const ASKED_ABOUT: Readonly<Record<string, string>> = {
  revenue: 'orders.json',
  fraud: 'orders.json',
  inventory: 'orders.json',
  searches: 'searches.json',
};

export interface RecordedPipeline {
  readonly name: string;
  /** The tables, then the pipeline. */
  readonly scripts: readonly PipelineScript[];
  /** What Flink printed. */
  readonly goldenPath: string;
}

export function recordedPipelines(): readonly RecordedPipeline[] {
  const [, ...questions] = embeddedScripts();
  return questions.map((question) => {
    const name = question.file.replace(/^.*[/\\]|\.sql$/g, '');
    const events = ASKED_ABOUT[name] ?? 'events.json';
    return { name, scripts: [tablesOverFile(events), question], goldenPath: `${folder}golden/${name}.txt` };
  });
}

/** The tables of `pipelines/tables/files.sql`, reading a file beside this one. */
function tablesOverFile(events: string): PipelineScript {
  const file = fileURLToPath(new URL('../../../pipelines/tables/files.sql', import.meta.url));
  return { file, text: readFileSync(file, 'utf8').replaceAll('${events}', folder + events) };
}
