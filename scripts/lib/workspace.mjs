// Installs and builds what is missing, with the pinned pnpm: all the set-up a fresh machine needs.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const lockfile = join(root, 'pnpm-lock.yaml');
const installed = join(root, 'node_modules', '.esekit-installed');

/** Runs a command from the workspace root; ends the process with its code when it fails. */
export function run(command, args, options = {}) {
  const result = attempt(command, args, options);
  if (result !== 0) process.exit(result);
}

/** Runs a command and returns its exit code. */
export function attempt(command, args, { quiet = false, env = {} } = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    shell: process.platform === 'win32',
    stdio: quiet ? ['ignore', 'ignore', 'inherit'] : 'inherit',
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', ...env },
  });
  if (result.error) {
    console.error(`${command}: ${result.error.message}`);
    return 1;
  }
  return result.status ?? 1;
}

/** Runs the pinned pnpm, without one being installed on the machine. */
export function pnpm(args, options) {
  run('npx', ['--yes', manifest.packageManager, ...args], options);
}

/** Runs a tool of the workspace's own devDependencies. */
export function tool(name, args, options) {
  return attempt(join(root, 'node_modules', '.bin', name), args, options);
}

/** Whether what is installed is what the lock file says. */
function isInstalled() {
  return existsSync(installed) && readFileSync(installed, 'utf8') === fingerprint();
}

function fingerprint() {
  return createHash('sha256').update(readFileSync(lockfile)).digest('hex');
}

export function install() {
  if (isInstalled()) return;
  console.log('Installing the development tools (once) …');
  pnpm(['install', '--frozen-lockfile', '--prefer-offline', '--reporter=append-only'], { quiet: true });
  writeFileSync(installed, fingerprint());
}

/** Builds every package whose sources changed since its last build. */
export function build({ quiet = false } = {}) {
  install();
  if (quiet && !isBuilt()) console.log('Building the packages (once) …');
  pnpm(['exec', 'turbo', 'run', 'build', '--output-logs=errors-only', '--log-order=grouped'], { quiet });
}

function isBuilt() {
  const command = join(root, 'apps', 'cli', 'dist', 'esekit.js');
  return existsSync(command) && statSync(command).size > 0;
}
