import { alignedTable } from '../output/aligned';
import type { Style } from '../output/style';
import type { ExportedFile } from './export-files';

/** The result object of `export --out --json`. */
export function exportJson(files: readonly ExportedFile[], damagedPlaces: number): Record<string, unknown> {
  return { ok: damagedPlaces === 0, files };
}

/** What `export --out` says it has written. */
export function exportText(files: readonly ExportedFile[], style: Style): string {
  if (files.length === 0) return 'no tables\n';
  const columns = [{ heading: 'table' }, { heading: 'rows', isNumber: true }, { heading: 'file' }];
  const rows = files.map(({ table, rows: count, path }) => [table, count.toLocaleString('en-US'), path]);
  return alignedTable(columns, rows, style);
}
