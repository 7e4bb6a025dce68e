/** Ports that nothing listens on, for servers that cannot be told to choose one. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** As many different ones; held open together, so that none is given twice. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const probes = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(probes.map((probe) => (probe.listening ? undefined : once(probe, 'listening'))));
  const ports = probes.map((probe) => (probe.address() as AddressInfo).port);
  await Promise.all(probes.map((probe) => once(probe.close(), 'close')));
  return ports;
}
