/** The server's groups of pipelines over the log of a data folder, one after the other, each to the log's end. */
import { openLogPipeline } from '@millrace/engine/runtime/log-pipeline.ts';
import { pipelineGroups } from '../../src/pipelines/pipeline-groups.ts';

/** @param rowsPerStep rows that are read between two commits at most. */
export async function runGroups(dataFolder: string, rowsPerStep?: number): Promise<void> {
  for (const { scripts, stateFolder } of pipelineGroups()) {
    const { pipeline, close } = openLogPipeline({ dataFolder, scripts, stateFolder });
    while ((await pipeline.step(rowsPerStep)) !== 'idle');
    await close();
  }
}
