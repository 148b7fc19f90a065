import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from '../run/command';
import { Arguments } from '../script/arguments';
import { ScriptError } from '../script/script-error';
import { localPath } from './paths';

/** Runs what may fail without a trace (scenario language §4.8). */
function unlessItFails(action: () => void): void {
  try {
    action();
  } catch {
    // By the language: a later command shows what is not there.
  }
}

const mkdir: Command = (_, words) => {
  const path = localPath(new Arguments(words).take('folder'));
  unlessItFails(() => mkdirSync(path, { recursive: true }));
};

const copyfile: Command = (_, words) => {
  const given = new Arguments(words);
  const [source, target] = [localPath(given.take('source')), localPath(given.take('target'))];
  try {
    copyFileSync(source, target);
  } catch (error) {
    throw new ScriptError(`cannot copy ${source}: ${String(error)}`);
  }
};

const copydir: Command = (_, words) => {
  const given = new Arguments(words);
  const [source, target] = [localPath(given.take('source')), localPath(given.take('target'))];
  unlessItFails(() => {
    mkdirSync(target, { recursive: true });
    for (const name of readdirSync(source)) {
      if (statSync(join(source, name)).isFile()) copyFileSync(join(source, name), join(target, name));
    }
  });
};

const rm: Command = (_, words) => {
  const path = localPath(new Arguments(words).take('file'));
  const [, folder, extension] = /^(.*)\/\*(\.[^/*]*)$/.exec(path) ?? [];
  unlessItFails(() => {
    if (folder === undefined || extension === undefined) rmSync(path, { force: true });
    else {
      for (const name of readdirSync(folder)) {
        if (name.endsWith(extension)) rmSync(join(folder, name), { force: true });
      }
    }
  });
};

const exists: Command = ({ out }, words) => {
  out['exists'] = existsSync(localPath(new Arguments(words).take('file')));
};

const ls: Command = ({ info }, words) => {
  const folder = localPath(new Arguments(words).takeOptional() ?? '.');
  unlessItFails(() => {
    info['files'] = readdirSync(folder).sort();
  });
};

export const fileCommands: Readonly<Record<string, Command>> = { mkdir, copyfile, copydir, rm, exists, ls };
