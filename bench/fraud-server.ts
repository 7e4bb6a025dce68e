/**
 * The server of bench/fraud-row.ts: collector, log and pipelines as in the shop, and a thread that follows the fraud
 * scores. Notes when each batch was appended, and when the row of each order had left.
 *
 * Called with a data folder and what runs beside the collector: `shop` (all pipelines and the functions, as in the
 * server), `all` (the pipelines) or `fraud` (this one alone). Sends its address, and after the message `end` what it has noted.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { PipelineGroup } from '../engine/src/runtime/pipeline-group.ts';
import { PipelineSignal } from '../engine/src/runtime/pipeline-signal.ts';
import { FunctionHost } from '../shop/src/function-runtime/function-host.ts';
import { pipelineGroups, stateFolderOf } from '../shop/src/pipelines/pipeline-groups.ts';
import type { CommittedBatch } from '../shop/src/server/pipeline-handle.ts';
import { ShopPipelines } from '../shop/src/server/shop-pipelines.ts';
import { startServer } from '../shop/src/server/start-server.ts';
import { WorkerPipeline } from '../shop/src/server/worker-pipeline.ts';
import type { SeenRow } from './fraud-follower.ts';

/** Epoch milliseconds, with fractions but for the first. */
export interface OrderTimes {
  readonly receivedMs: number;
  readonly appendedMs: number;
  readonly leftMs: number;
}

interface Appended {
  readonly arrivalMs: number;
  readonly appendedMs: number;
}

/** Notes when the log has a batch on disk: that is when the pipelines are told of it. */
class TimedPipeline extends WorkerPipeline {
  readonly appended: Appended[] = [];

  override onCommitted(batch: CommittedBatch): void {
    const appendedMs = performance.timeOrigin + performance.now();
    if (batch.records > 0) this.appended.push({ arrivalMs: batch.arrivalMs, appendedMs });
    super.onCommitted(batch);
  }
}

const [dataFolder = '', which = 'all'] = process.argv.slice(2);
const functions = which === 'shop' ? new FunctionHost({ dataFolder }) : undefined;
const committed = functions?.signal ?? new PipelineSignal();
const timed = new TimedPipeline({ dataFolder, groups: groupsOf(which), committed });
const pipeline = functions ? new ShopPipelines(timed, functions) : timed;
const server = await startServer({ dataFolder, port: 0, pipeline });
const follower = new Worker(new URL('./fraud-follower.ts', import.meta.url), {
  workerData: { dataFolder, stateFolder: stateFolderOf('decisions'), committed: committed.buffer },
});
const followed = once(follower, 'message');
process.send?.(server.url);
await once(process, 'message');
await server.close();
committed.stop();
const [seen] = await followed;
process.send?.(orderTimes(seen, timed.appended));
process.disconnect();

function groupsOf(name: string): readonly PipelineGroup[] {
  if (name !== 'fraud') return pipelineGroups();
  return pipelineGroups()
    .map((group) => ({ ...group, scripts: group.scripts.filter(({ file }) => /tables|fraud\.sql$/.test(file)) }))
    .filter(({ scripts }) => scripts.length > 1);
}

/** An order's batch is the first that arrived at or after the order's own stamp. Both lists are in order. */
function orderTimes(rows: readonly SeenRow[], batches: readonly Appended[]): readonly OrderTimes[] {
  let place = 0;
  return [...rows]
    .sort((a, b) => a.receivedMs - b.receivedMs)
    .map(({ receivedMs, leftMs }) => {
      while ((batches[place]?.arrivalMs ?? Number.POSITIVE_INFINITY) < receivedMs) place += 1;
      return { receivedMs, appendedMs: batches[place]?.appendedMs ?? Number.NaN, leftMs };
    });
}
