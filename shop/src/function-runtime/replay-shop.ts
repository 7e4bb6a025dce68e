/** Makes the results of pipelines and functions anew from the log, the functions step by step behind the pipelines. */
import { type ReplayOptions, type ReplayResult, replayLog } from '@millrace/engine/runtime/replay-log.ts';
import { FunctionPipeline } from './function-pipeline.ts';
import { clearFunctions, openFunctionsEnvironment } from './function-store.ts';

/** No server may run on the folder. @throws as replayLog does. */
export async function replayShop(options: Omit<ReplayOptions, 'onStep' | 'onDropped'>): Promise<ReplayResult> {
  let functions: FunctionPipeline | undefined;
  const keepPace = () => {
    while (functions?.step().status === 'more');
  };
  try {
    const result = await replayLog({
      ...options,
      onDropped: async (fromSequence) => {
        await dropFunctions(options.dataFolder);
        functions = new FunctionPipeline({ dataFolder: options.dataFolder, fromSequence });
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
