/** What Flink and Millrace say to statements that are refused. */
import {
  millraceRefusal,
  type RefusedAnswers,
  type RefusedScript,
  type RefusedStatement,
} from '../engine/test/sql-cases/refused-script.ts';
import type { FlinkOracle, FlinkRefusal } from './oracle.ts';

const TIMEOUT_SECONDS = 10;
const LONGEST_MESSAGE = 240;

/** @throws when one of the two runs what it should refuse, or refuses what only Millrace should: names them all */
export async function refusedAnswers(oracle: FlinkOracle, script: RefusedScript): Promise<readonly RefusedAnswers[]> {
  const answers: RefusedAnswers[] = [];
  const complaints: string[] = [];
  for (const statement of script.statements) {
    const millrace = await millraceRefusal(statement);
    const flink = await flinkAnswer(oracle, statement);
    const complaint = complaintAbout(statement, { millrace, flink });
    if (complaint !== undefined) complaints.push(`\n  ${statement.place}: ${complaint}`);
    answers.push({
      millrace: millrace ?? '',
      flink: flink ?? `Flink runs it. Millrace only: ${statement.millraceOnly}`,
    });
  }
  if (complaints.length > 0) throw new Error(complaints.join(''));
  return answers;
}

function complaintAbout(
  { millraceOnly }: RefusedStatement,
  { millrace, flink }: { readonly [Side in keyof RefusedAnswers]: RefusedAnswers[Side] | undefined },
): string | undefined {
  if (millrace === undefined) return `Millrace runs it. ${flink ?? 'Flink, too.'}`;
  if (flink !== undefined && millraceOnly !== undefined) return `Flink refuses it, too. ${flink}`;
  if (flink === undefined && millraceOnly === undefined) {
    return `Flink runs it; where that is meant, say -- Millrace only: why. ${millrace}`;
  }
  return undefined;
}

async function flinkAnswer(oracle: FlinkOracle, { place, text }: RefusedStatement): Promise<string | undefined> {
  const { refusal } = await oracle.ask({ name: place, script: text, timeoutSeconds: TIMEOUT_SECONDS });
  if (refusal === null || refusal.phase === 'timeout') return undefined;
  return `Flink${refusal.phase === 'run' ? ', while it runs' : ''}: ${reasonOf(refusal)}`;
}

/** The first line of Flink's reason, without numbers that change from run to run. */
function reasonOf({ message, causes }: FlinkRefusal): string {
  const telling = message.includes(' ') ? message : (causes.findLast((cause) => cause.includes(' ')) ?? message);
  const [line = ''] = telling.trim().split('\n');
  return line.replaceAll(/#\d+/g, '#').slice(0, LONGEST_MESSAGE).trim();
}
