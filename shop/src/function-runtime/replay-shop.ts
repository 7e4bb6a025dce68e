/** Makes the results of pipelines and functions anew from the log, the functions step by step behind the pipelines. */
import { type ReplayOptions, type ReplayResult, replayLog } from '@millrace/engine/runtime/replay-log.ts';
import type { FunctionSettings } from '../functions/event-functions.ts';
import { dropStrayState } from '../pipelines/group-states.ts';
import { pipelineGroups } from '../pipelines/pipeline-groups.ts';
import { resetViews } from '../sinks/warehouse/reset-views.ts';
import { FunctionPipeline } from './function-pipeline.ts';
import { clearFunctions, openFunctionsEnvironment } from './function-store.ts';

export interface ReplayShopOptions extends Omit<ReplayOptions, 'groups' | 'onStep' | 'onDropped'> {
  /** For the functions; defaults where absent. */
  readonly settings?: FunctionSettings | undefined;
}

/** No server may run on the folder. @throws as replayLog does. */
export async function replayShop(options: ReplayShopOptions): Promise<ReplayResult> {
  const { settings, ...replayOptions } = options;
  let functions: FunctionPipeline | undefined;
  const keepPace = () => {
    while (functions?.step().status === 'more');
  };
  try {
    const result = await replayLog({
      ...replayOptions,
      groups: pipelineGroups(),
      onDropped: async (fromSequence) => {
        await resetViews(options.dataFolder, fromSequence);
        dropStrayState(options.dataFolder);
        await dropFunctions(options.dataFolder);
        functions = new FunctionPipeline({ dataFolder: options.dataFolder, fromSequence, settings });
      },
      onStep: keepPace,
    });
    keepPace();
    return result;
  } finally {
    await functions?.close();
  }
}

async function dropFunctions(dataFolder: string): Promise<void> {
  const environment = openFunctionsEnvironment(dataFolder);
  clearFunctions(environment);
  await environment.close();
}
