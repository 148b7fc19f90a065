// Everything that is not a test. Each step is a tool; all run, and all failures are shown. Runs inside `pnpm exec`,
// because the tools that look at a packed package call pnpm themselves.
import { root, tool } from './workspace.mjs';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const published = readdirSync(join(root, 'packages'))
  .filter((name) => name !== 'testkit')
  .map((name) => `packages/${name}`);
const steps = [
  ['prettier', ['--check', '--log-level=warn', '.']],
  ['eslint', ['.', '--max-warnings=0']],
  ['depcruise', ['packages', 'apps', '--config', '.dependency-cruiser.cjs', '--output-type', 'err']],
  ['knip', []],
  ...['packages/testkit', ...published, 'apps/cli', 'apps/harness', 'bench', 'scripts'].map((folder) => [
    'tsc',
    ['--noEmit', '-p', folder],
  ]),
  ...[...published, 'apps/cli'].map((folder) => ['publint', ['--strict', folder]]),
  ...published.map((folder) => ['attw', ['--pack', folder, '--profile', 'esm-only', '--quiet']]),
];

const failed = [];
for (const [name, args] of steps) {
  const label = [name, ...args].join(' ');
  console.log(`- ${label}`);
  if (tool(name, args) !== 0) failed.push(label);
}
console.log(`\n${steps.length - failed.length} checks passed, ${failed.length} failed`);
for (const label of failed) console.error(`failed: ${label}`);
process.exit(failed.length > 0 ? 1 : 0);
