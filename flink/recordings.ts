/** Everything whose result is recorded from Flink: the SQL cases, and the pipelines over recorded events. */
import { sqlCases } from '../engine/test/sql-cases/sql-case.ts';
import { recordedPipelines } from '../shop/test/pipelines/recorded-pipelines.ts';

export interface Recording {
  readonly name: string;
  readonly script: string;
  readonly goldenPath: string;
}

/** Those with the given names, or all of them. @throws when there is none of a name */
export function recordings(names: readonly string[]): readonly Recording[] {
  const all = [...caseRecordings(), ...pipelineRecordings()];
  if (names.length === 0) return all;
  return names.map((name) => {
    const found = all.find((recording) => recording.name === name);
    if (found === undefined) throw new Error(`there is no SQL case and no pipeline of the name ${name}`);
    return found;
  });
}

function caseRecordings(): readonly Recording[] {
  return sqlCases().map(({ name, text, goldenPath }) => ({ name, script: text, goldenPath }));
}

function pipelineRecordings(): readonly Recording[] {
  return recordedPipelines().map(({ name, scripts, goldenPath }) => ({
    name: `pipelines/${name}`,
    script: scripts.map(({ text }) => text).join('\n'),
    goldenPath,
  }));
}
