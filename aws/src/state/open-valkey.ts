/** Connects to Valkey by its address. */
import { Cluster, Redis, type RedisOptions } from 'iovalkey';

/** A command fails soon rather than waits for a connection: the batch comes again. */
const OPTIONS: RedisOptions = { connectTimeout: 2_000, maxRetriesPerRequest: 1, enableAutoPipelining: false };
const MOST_PAUSE_MS = 2_000;

/**
 * @param address `redis://host:port`, or `rediss://` for TLS. With `?cluster=true` it is the address of a cluster, as that of
 * ElastiCache Serverless is.
 */
export function openValkey(address: string): Redis | Cluster {
  const url = new URL(address);
  const isCluster = url.searchParams.get('cluster') === 'true';
  url.search = '';
  const retryStrategy = (attempt: number): number => Math.min(50 * attempt, MOST_PAUSE_MS);
  const client = isCluster ? clusterOf(url, retryStrategy) : new Redis(url.href, { ...OPTIONS, retryStrategy });
  // Each command tells its own failure; without a listener the process would end.
  client.on('error', () => undefined);
  return client;
}

function clusterOf(url: URL, clusterRetryStrategy: (attempt: number) => number): Cluster {
  const tls = url.protocol === 'rediss:' ? { tls: {} } : {};
  const username = decodeURIComponent(url.username);
  const account = username === '' ? {} : { username, password: decodeURIComponent(url.password) };
  return new Cluster([{ host: url.hostname, port: Number(url.port || 6_379) }], {
    clusterRetryStrategy,
    // The certificate is for the name, not for the address behind it.
    dnsLookup: (host, callback) => callback(null, host),
    redisOptions: { ...OPTIONS, ...tls, ...account },
  });
}
