// npm run crash [-- --count N --from A --processes 2 | --seed S | --plant BUG --count 500]: an instance that works, ends
// at some write, is recovered and looked at, over and over (apps/harness/src/crash). Installs and builds what is missing.
import { join } from 'node:path';
import { attempt, build, root } from './lib/workspace.mjs';

build({ quiet: true });

const campaign = join(root, 'apps', 'harness', 'dist', 'crash.js');
process.exit(attempt(process.execPath, [campaign, ...process.argv.slice(2)]));
