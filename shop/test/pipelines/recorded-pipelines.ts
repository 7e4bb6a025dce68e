/**
 * The pipelines as they were given to Apache Flink: the same questions over the same tables, with a file in the place of
 * the log and printing sinks in the place of views.
 */
import { fileURLToPath } from 'node:url';
import type { PipelineScript } from '@millrace/engine/runtime/pipeline-messages.ts';
import { embeddedScripts, embeddedTables } from '../../src/server/worker-pipeline.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));

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
    return { name, scripts: [tablesOverFiles(folder), question], goldenPath: `${folder}golden/${name}.txt` };
  });
}

/** The tables of the one-process place, reading `events.json` in `inputs` and printing rows. */
export function tablesOverFiles(inputs: string): PipelineScript {
  const { file, text } = embeddedTables();
  const overFiles = text
    .replaceAll("'connector' = 'log'", `'connector' = 'filesystem', 'path' = '${inputs}/events.json'`)
    .replaceAll(/WITH \(\s*'connector' = 'view'[^)]*\)/g, "WITH ('connector' = 'print')");
  return { file, text: overFiles };
}
