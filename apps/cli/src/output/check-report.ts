import type { CheckProblem } from '@esekit/engine';
import { printable } from './printable';
import type { Style } from './style';
import { count, shortened } from './text';

/** What `check` has come to. */
export interface CheckReport {
  readonly path: string;
  readonly ok: boolean;
  readonly problems: readonly CheckProblem[];
  /** What could not be checked, and why. */
  readonly notes: readonly string[];
}

/** The result object of `check --json`: each problem with all members, `null` for what is not known. */
export function checkJson({ path, ok, problems, notes }: CheckReport): Record<string, unknown> {
  const rows = problems.map(({ kind, severity, table, index, page, key, text }) => ({
    kind,
    severity,
    table: table ?? null,
    index: index ?? null,
    page: page ?? null,
    key: key ?? null,
    text,
  }));
  return { path, ok, problems: rows, notes };
}

/** The report of `check` for a person: the verdict, the first problems, then what could not be checked. */
export function checkText({ path, ok, problems, notes }: CheckReport, style: Style): string {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const warnings = problems.filter(({ severity }) => severity === 'warning');
  const verdict = ok ? style.good('good') : style.bad('DAMAGED');
  const counts = [
    ...(errors.length > 0 ? [count(errors.length, 'error')] : []),
    ...(warnings.length > 0 ? [count(warnings.length, 'warning')] : []),
  ];
  const lines = [
    `${style.heading(printable(path))}: ${[verdict, ...counts].join(', ')}`,
    ...shortened(errors.map((problem) => problemLine(problem, path))).map(style.bad),
    ...shortened(warnings.map((problem) => problemLine(problem, path))),
    ...shortened(notes.map((note) => `not checked: ${printable(note)}`)).map(style.dim),
  ];
  return `${lines.join('\n  ')}\n`;
}

function problemLine({ kind, severity, page, text }: CheckProblem, path: string): string {
  // Most texts name their page, and those of pages that cannot be read the path.
  const about = text.replaceAll(`${path}: `, '');
  const where = page === undefined || about.includes(`page ${page}`) ? '' : ` page ${page}:`;
  return printable(`${severity} ${kind}:${where} ${about}`);
}
