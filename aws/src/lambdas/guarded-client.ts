/** A client of the SDK whose calls have an end and a circuit breaker; see `state/outside-calls.ts`. */
import type { OutsideCalls } from '../state/outside-calls.ts';

interface Sender {
  send(...parameters: never[]): unknown;
}

/** @returns what is used of the client: its `send`, in all the forms that it has. */
export function guardedClient<Client extends Sender>(client: Client, calls: OutsideCalls): Pick<Client, 'send'> {
  const send = (...parameters: never[]) => calls.call(async () => client.send(...parameters));
  return { send } as Pick<Client, 'send'>;
}
