/** `npm run athena:golden`: asks Trino (aws/trino; Java 17 and Maven) what the tests hold the queries for Athena to. */
import { athenaQuestions, digestOf, writeAnswer } from './athena-questions.ts';
import { NOW } from './made-lake.ts';
import { askTrino } from './trino.ts';

const questions = athenaQuestions();
for (const [name, answer] of Object.entries(await askTrino(questions, NOW))) {
  writeAnswer(name, { asked: digestOf(questions[name] ?? ''), ...answer });
  console.log(`${name}: ${answer.rows.length} rows`);
}
