/** `millrace-aws poison show`: one record that a function could not take, whole. */
import type { Command } from '@millrace/shop/cli/command.ts';
import { namedPoison, poisonPlace, poisonTableFlag } from './poison-place.ts';

export const poisonShow: Command = {
  name: 'poison show',
  operands: 'NAME ID',
  about:
    'Shows one record that the function NAME could not take: where it lay, which input is meant, why, and its text.',
  arity: [2, 2],
  flags: poisonTableFlag,
  async run(input) {
    const [functionName = '', id = ''] = input.positionals;
    const { data, arrivedMs, putBackMs, ...rest } = await namedPoison(poisonPlace(input), functionName, id);
    const shown = {
      ...rest,
      arrivedAt: new Date(arrivedMs).toISOString(),
      ...(putBackMs === undefined ? {} : { putBackAt: new Date(putBackMs).toISOString() }),
      // Too long for the table: the stream has it for seven days.
      text: data === undefined ? null : Buffer.from(data).toString(),
    };
    console.log(JSON.stringify(shown, undefined, 2));
    return 0;
  },
};
