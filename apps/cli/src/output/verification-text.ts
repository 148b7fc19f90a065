import type { FileVerification, FolderVerification, SetVerification } from '@esekit/backup';
import { detailLines } from './verification-details';
import { printable } from './printable';
import type { Style } from './style';
import { shortened } from './text';
import type { Verification } from './verification-json';

/** The report of `verify` for a person: a verdict per file, and below it everything that is wrong. */
export function verificationText(result: Verification, style: Style): string {
  switch (result.type) {
    case 'folder':
    case 'backupSet':
      return folderText(result, style);
    case 'reserveLog':
      return `${style.heading(printable(result.path))}: reserve log, holds no data\n`;
    default:
      return fileText(result, style);
  }
}

function fileText(result: FileVerification, style: Style): string {
  const verdict = `${style.heading(printable(result.path))}: ${verdictOf(result.ok, style)}`;
  return `${[verdict, ...detailLines(result, style)].join('\n  ')}\n`;
}

function verdictOf(ok: boolean, style: Style): string {
  return ok ? style.good('good') : style.bad('DAMAGED');
}

function folderText(result: FolderVerification | SetVerification, style: Style): string {
  const { path, type, ok, files, problems, chain } = result;
  const lines = files.map((file) => fileText(file, style).trimEnd());
  const wrong = [
    ...problems.map(({ name, error, text }) => `${printable(name)}: ${error}: ${printable(text)}`),
    ...chain.problems.map(({ error, text }) => `log chain: ${error}: ${printable(text)}`),
  ];
  lines.push(...shortened(wrong).map((line) => style.bad(line)));
  for (const { base, generations } of chain.chains) {
    if (generations) lines.push(`log chain ${printable(base)}: ${generationsText(generations)}`);
  }
  const others = type === 'backupSet' ? result.extra : result.others;
  if (others.length > 0) lines.push(style.dim(`not checked: ${others.map(printable).join(', ')}`));
  const what = type === 'backupSet' ? 'backup set' : 'folder';
  lines.push(`${style.heading(printable(path))}: ${what} ${verdictOf(ok, style)}`);
  return `${lines.join('\n')}\n`;
}

function generationsText({ from, to }: { from: number; to: number }): string {
  return from === to ? `generation ${from}` : `generations ${from} to ${to}`;
}
