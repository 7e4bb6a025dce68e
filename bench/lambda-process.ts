/** An execution environment as a process of its own: imports a bundle, runs it, and tells how much processor time that took. */

/** What its parent sends. */
export type LambdaRequest = { readonly event: unknown; readonly deadlineMs: number } | { readonly ask: 'cpu' };

/** What it answers: after the import, to each request in turn. */
export type LambdaAnswer =
  | { readonly ready: true }
  | { readonly response: unknown }
  | { readonly error: string }
  /** Milliseconds since the last time it was asked. */
  | { readonly cpuMs: number };

const [, , bundle = ''] = process.argv;
const { handler } = await import(bundle);
let before = process.cpuUsage();

process.on('message', async (request: LambdaRequest) => {
  if ('ask' in request) {
    const { user, system } = process.cpuUsage(before);
    before = process.cpuUsage();
    process.send?.({ cpuMs: (user + system) / 1000 });
    return;
  }
  const context = { getRemainingTimeInMillis: () => Math.max(0, request.deadlineMs - Date.now()) };
  try {
    process.send?.({ response: await handler(request.event, context) });
  } catch (error) {
    process.send?.({ error: String(error) });
  }
});
// It does not outlive who asks.
process.on('disconnect', () => process.exit());
process.send?.({ ready: true });
