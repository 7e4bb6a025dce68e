/** What a page says when there is no answer: it promises to try again only what it does try again. */
import { expect, it } from 'vitest';
import { request } from '../src/api/request.ts';

const NOWHERE = 'http://127.0.0.1:9/v1/cases/1';

it('says of figures that they are asked for again', async () => {
  await expect(request(NOWHERE)).rejects.toMatchObject({ status: 0, message: expect.stringContaining('tried again') });
});

it.each([{ json: { action: 'approve' } }, { method: 'DELETE' as const }])(
  'leaves it to somebody who has done something to do it again: %o',
  async (options) => {
    await expect(request(NOWHERE, options)).rejects.toMatchObject({
      status: 0,
      message: 'The server cannot be reached. Try again when it is back.',
    });
  },
);
