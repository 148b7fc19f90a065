// npm run demo: the main job on the sample instance, from looking at it to a proven restore. Every step is
// the command anyone can type; only the flipped bit is done here.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, root } from './lib/workspace.mjs';

build({ quiet: true });
const tar = await import('tar');

const folder = mkdtempSync(join(tmpdir(), 'esekit-demo-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const styled = process.stdout.isTTY && process.env.NO_COLOR === undefined;
const style = (code, text) => (styled ? `\x1b[${code}m${text}\x1b[0m` : text);
const startedAt = performance.now();

let step = 0;
function say(text) {
  console.log(`\n${style('1;36', `${++step}. ${text}`)}`);
}

/** Runs the command in the demo's folder, shows it and what it prints, and insists on its exit code. */
function esekit(expected, args, { lines = Infinity } = {}) {
  console.log(style('2', `   $ esekit ${args.join(' ')}`));
  const command = join(root, 'apps', 'cli', 'dist', 'esekit.js');
  const env = { ...process.env, ...(styled ? { FORCE_COLOR: '1' } : {}) };
  const result = spawnSync(process.execPath, [command, ...args], { cwd: folder, encoding: 'utf8', env });
  const shown = `${result.stdout}${result.stderr}`.trimEnd().split('\n');
  for (const line of shown.slice(0, lines)) console.log(`   ${line}`);
  if (shown.length > lines) console.log(style('2', `   … ${shown.length - lines} more lines`));
  if (result.status !== expected) fail(`esekit ${args[0]} ended with ${result.status}, not ${expected}`);
}

function fail(text) {
  console.error(`demo: ${text}`);
  process.exit(1);
}

/** Flips one bit of a file and says where. */
function flipBit(file, pageSize, pgno, byte, bit) {
  const path = join(folder, file);
  const bytes = readFileSync(path);
  bytes[(pgno + 1) * pageSize + byte] ^= 1 << bit;
  writeFileSync(path, bytes);
  console.log(`   ${file}: page ${pgno}, byte ${byte}, bit ${bit}`);
}

say('An instance of the Extensible Storage Engine, shut down cleanly');
mkdirSync(join(folder, 'instance'));
tar.extract({
  file: join(root, 'samples', 'clean-small-4k.tar.gz'),
  cwd: join(folder, 'instance'),
  sync: true,
});
console.log(`   instance: ${readdirSync(join(folder, 'instance')).join(', ')}`);
esekit(0, ['info', 'instance/a.edb'], { lines: 17 });

say('Every page, log segment and checkpoint of it is checked');
esekit(0, ['verify', 'instance']);

say('It is backed up; each page is verified in the pass that copies it');
esekit(0, ['backup', 'instance', 'backup']);

say('One bit of the backup goes wrong, as disks do it');
flipBit('backup/a.edb', 4096, 31, 1000, 4);

say('It is found, and located to the bit');
esekit(1, ['verify', 'backup']);

say('It is put right in a copy');
esekit(0, ['verify', 'backup/a.edb', '--repair-bits', '--out', 'corrected.edb']);

say('The damaged backup is restored: the bit is corrected on the way, and the digest proves it');
esekit(0, ['restore', 'backup', '--to', 'restored']);

say('Restored, corrected and original files are compared');
const original = readFileSync(join(folder, 'instance', 'a.edb'));
for (const file of ['restored/a.edb', 'corrected.edb']) {
  if (!readFileSync(join(folder, file)).equals(original)) fail(`${file} differs from the original`);
  console.log(`   ${file} is equal to instance/a.edb, byte for byte`);
}

console.log(`\n${style('1;32', `Done in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`)}`);
