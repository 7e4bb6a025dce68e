/** The check of the fault runs sees what it is there to see. */
import { expect, it } from 'vitest';
import { checkOutputs } from './counting-check.ts';
import { type CountOutput, counted, NEW_USER, type UserCount } from './counting-function.ts';

const sent = new Map([
  ['u', 3],
  ['v', 1],
]);

function outputsOf(user: string, numbers: readonly number[]): CountOutput[] {
  const states: UserCount[] = [];
  for (const n of numbers) states.push(counted(states.at(-1) ?? NEW_USER, { user, n }));
  return states.map((state) => ({ user, ...state }));
}

function enriched(...outputs: readonly CountOutput[]) {
  return outputs.map((output, at) => ({
    partitionKey: output.user,
    data: Buffer.from(JSON.stringify([{ id: String(at), ...output }])),
  }));
}

const right = enriched(...outputsOf('u', [1, 2, 3]), ...outputsOf('v', [1]));
const [one, two, three, other] = right;

it('passes what is right, repeats and all', () => {
  expect(checkOutputs(sent, right)).toEqual({ events: 4, outputs: 4, repeats: 0 });
  expect(
    checkOutputs(
      sent,
      [one, two, one, two, three, other].filter((each) => each !== undefined),
    ).repeats,
  ).toBe(2);
});

it.each([
  ['an event is lost', enriched(...outputsOf('u', [1, 3]), ...outputsOf('v', [1]))],
  ['an output is lost', right.slice(1)],
  ['an event counts twice', enriched(...outputsOf('u', [1, 2, 2, 3]), ...outputsOf('v', [1]))],
  ['events are out of order', enriched(...outputsOf('u', [2, 1, 3]), ...outputsOf('v', [1]))],
  ['outputs are out of order', [two, one, three, other].filter((each) => each !== undefined)],
  ['there is one of nobody', [...right, ...enriched(...outputsOf('w', [1]))]],
])('fails when %s', (_name, records) => {
  expect(() => checkOutputs(sent, records)).toThrow();
});
