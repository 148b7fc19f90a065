// npm run bench [-- names]: installs and builds what is missing, then measures. See bench/README.md.
import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { attempt, build, root } from './lib/workspace.mjs';

build({ quiet: true });

const bench = join(root, 'bench');
const sqlite = join(bench, 'node_modules', 'better-sqlite3');
if (!existsSync(join(sqlite, 'build', 'Release', 'better_sqlite3.node'))) {
  console.log('Building better-sqlite3, a peer (once) …');
  // Where that is not possible the report says that the peer was left out.
  attempt('npm', ['--prefix', realpathSync(sqlite), 'run', 'install'], { quiet: true });
}
process.exit(
  attempt(join(bench, 'node_modules', '.bin', 'tsx'), [
    join(bench, 'src', 'main.ts'),
    ...process.argv.slice(2),
  ]),
);
