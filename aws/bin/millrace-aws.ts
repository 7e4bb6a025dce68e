#!/usr/bin/env node
/** The millrace-aws command: what a deployment on AWS is looked after with. */
import { runCommand } from '@millrace/shop/cli/run-command.ts';

const loaders = {
  redrive: () => import('../src/cli/redrive.ts').then(({ redrive }) => redrive),
};

process.exitCode = await runCommand(process.argv.slice(2), { name: 'millrace-aws', loaders });
