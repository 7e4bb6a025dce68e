#!/usr/bin/env node
/** The millrace-aws command: what a deployment on AWS is looked after with. */
import { runCommand } from '@millrace/shop/cli/run-command.ts';
import { onAws } from '../src/cli/aws-fault.ts';

const loaders = {
  redrive: () => import('../src/cli/redrive.ts').then(({ redrive }) => onAws(redrive)),
  'poison list': () => import('../src/cli/poison-list.ts').then(({ poisonList }) => onAws(poisonList)),
  'poison show': () => import('../src/cli/poison-show.ts').then(({ poisonShow }) => onAws(poisonShow)),
  'poison redrive': () => import('../src/cli/poison-redrive.ts').then(({ poisonRedrive }) => onAws(poisonRedrive)),
};

process.exitCode = await runCommand(process.argv.slice(2), { name: 'millrace-aws', loaders });
