/** `npm run aws:lint`: cfn-lint over the templates of both profiles. Stand-ins take the place of what is built elsewhere. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PYTHON, pythonPackages } from '../servers/python-packages.ts';
import { deploymentNamed, PROFILE_NAMES } from './deployment.ts';

/** What the templates do on purpose, each with the reason why. */
const PASSED_OVER = {
  W3005: 'the CDK says of dependencies what references say too',
  W3010: 'the profile names its zones, so that synthesis asks no account for them',
};

const packages = await pythonPackages(fileURLToPath(new URL('requirements.txt', import.meta.url)));
const templates = PROFILE_NAMES.flatMap((name) => {
  const { folder } = deploymentNamed(name);
  return readdirSync(folder).flatMap((file) => (file.endsWith('.template.json') ? [join(folder, file)] : []));
});
const words = [
  '-c',
  'import sys; from cfnlint.runner import main; sys.exit(main())',
  '--ignore-checks',
  ...Object.keys(PASSED_OVER),
  '--',
  ...templates,
];
const { status } = spawnSync(PYTHON, words, { stdio: 'inherit', env: { ...process.env, PYTHONPATH: packages } });
if (status === 0) console.log(`${templates.length} templates, and nothing to say about them`);
process.exitCode = status ?? 1;
