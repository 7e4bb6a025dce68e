/**
 * Everything that is recorded from Flink: the results of SQL cases and of pipelines over recorded events, and what is
 * said to statements that are refused. Each is named as on the command line: `tumble`, `pipelines/revenue`,
 * `refused/over`.
 */
import { foldChanges } from '../engine/test/sql-cases/folded-rows.ts';
import { goldenText } from '../engine/test/sql-cases/golden-file.ts';
import { type RefusedScript, refusedScripts, refusedText } from '../engine/test/sql-cases/refused-script.ts';
import { sqlCases } from '../engine/test/sql-cases/sql-case.ts';
import { recordedPipelines } from '../shop/test/pipelines/recorded-pipelines.ts';
import { flinkVersion } from './build.ts';
import { type FlinkOracle, refusalText } from './oracle.ts';
import { refusedAnswers } from './refused-answers.ts';

export interface Recording {
  readonly name: string;
  readonly goldenPath: string;
  /** Whether Flink mostly waits for the clock. */
  readonly waits: boolean;
  /** The golden file as Flink answers now. @throws when Flink refuses what it should run, or runs what it should not */
  goldenText(oracle: FlinkOracle): Promise<string>;
}

/** Those with the given names, or all of them. @throws when there is none of a name */
export function recordings(names: readonly string[]): readonly Recording[] {
  const cases = sqlCases().map(({ name, text, goldenPath }) => resultRecording(name, text, goldenPath));
  const all = [...cases, ...pipelineRecordings(), ...refusedScripts().map(refusedRecording)];
  if (names.length === 0) return all;
  return names.map((name) => {
    const found = all.find((recording) => recording.name === name);
    if (found === undefined) throw new Error(`there is no SQL case, pipeline or refused script of the name ${name}`);
    return found;
  });
}

function pipelineRecordings(): readonly Recording[] {
  return recordedPipelines().map(({ name, scripts, goldenPath }) =>
    resultRecording(`pipelines/${name}`, scripts.map(({ text }) => text).join('\n'), goldenPath),
  );
}

function resultRecording(name: string, script: string, goldenPath: string): Recording {
  return {
    name,
    goldenPath,
    waits: script.includes("'connector' = 'timed'"),
    async goldenText(oracle) {
      const { rows, updating, refusal } = await oracle.ask({ name, script });
      if (refusal !== null) throw new Error(refusalText(refusal));
      const folded = foldChanges(rows);
      const updated = [...new Set([...folded.updated, ...updating])].filter((table) => table !== '').toSorted();
      return goldenText({ ...folded, updated }, flinkVersion());
    },
  };
}

function refusedRecording(script: RefusedScript): Recording {
  return {
    name: `refused/${script.topic}`,
    goldenPath: script.goldenPath,
    waits: false,
    goldenText: async (oracle) => refusedText(await refusedAnswers(oracle, script), flinkVersion()),
  };
}
