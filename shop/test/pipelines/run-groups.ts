/** Groups of pipelines over the log of a data folder, one after the other, each to the log's end. */
import { openLogPipeline } from '@millrace/engine/runtime/log-pipeline.ts';
import type { PipelineGroup } from '@millrace/engine/runtime/pipeline-group.ts';
import { pipelineGroups } from '../../src/pipelines/pipeline-groups.ts';

export interface GroupRun {
  /** The server's when absent. */
  readonly groups?: readonly PipelineGroup[];
  /** Rows that are read between two commits at most. */
  readonly rowsPerStep?: number;
}

export async function runGroups(dataFolder: string, { groups, rowsPerStep }: GroupRun = {}): Promise<void> {
  for (const { scripts, stateFolder } of groups ?? pipelineGroups()) {
    const { pipeline, close } = openLogPipeline({ dataFolder, scripts, stateFolder });
    while ((await pipeline.step(rowsPerStep)) !== 'idle');
    await close();
  }
}
