/** `millrace cdc resnapshot`: a running server forgets what it has read of a database, and reads everything anew. */
import type { Command } from './command.ts';
import { requestServer, serverFlags } from './server-request.ts';

export const cdcResnapshot: Command = {
  name: 'cdc resnapshot',
  operands: '[SOURCE]',
  about:
    'Makes the replication slot anew and reads the mapped tables again. For a source that has stopped because its slot is ' +
    'lost or its database was restored; rows that are known come again, as what they are now.',
  arity: [0, 1],
  flags: serverFlags,
  async run(input) {
    const [name = 'postgres'] = input.positionals;
    await requestServer(input, 'POST', `/v1/sources/${encodeURIComponent(name)}/resnapshot`);
    console.log(`${name} is read anew; GET /v1/sources tells how far it is`);
    return 0;
  },
};
