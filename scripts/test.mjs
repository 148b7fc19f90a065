// npm test: installs and builds what is missing, runs every test once, and says in one line how many
// passed. Arguments are passed on to vitest.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, root, tool } from './lib/workspace.mjs';
import { corpusFolder } from './lib/corpus.mjs';

build({ quiet: true });

const report = join(root, '.reports', 'tests.json');
mkdirSync(join(root, '.reports'), { recursive: true });
rmSync(report, { force: true });
const code = tool('vitest', [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...process.argv.slice(2),
]);

const corpus = corpusFolder();
if (!corpus.available) {
  console.log(
    `\nThe corpus was not found (${corpus.folder}): its tests did NOT run. Set ESEKIT_CORPUS to its folder.`,
  );
}
if (!existsSync(report)) {
  console.error('The tests did not run.');
  process.exit(code || 1);
}
const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(
  readFileSync(report, 'utf8'),
);
const skipped = numPendingTests + numTodoTests;
console.log(
  `\n${numPassedTests} passed, ${numFailedTests} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
);
process.exit(code || (numPassedTests === 0 ? 1 : 0));
