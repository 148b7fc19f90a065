import { createNodeFileSystem } from '@esekit/core/node';
import { openDatabase } from '@esekit/engine';
import { JsonRows } from './src/export/json-rows';
import { CsvRows } from './src/export/csv-rows';
import { OutputBuffer } from './src/export/output-buffer';
import { CellReader } from './src/export/cell-reader';
import { RecordWalk } from './src/export/record-walk';
const [, , path, name, times = '100', fmt = 'jsonl'] = process.argv;
const db = openDatabase(createNodeFileSystem(), path!);
for (const schema of name ? [db.table(name).schema] : db.tables) {
  const table = db.table(schema.name);
  if (table.count(() => {}) < 500) continue;
  let best = 0, rows = 0, bytes = 0;
  let bestWalk = 0;
  const end = performance.now() + Number(times);
  const out = new OutputBuffer((b) => { bytes += b.length; });
  const w = fmt === 'csv' ? new CsvRows(schema) : new JsonRows(schema, false);
  while (performance.now() < end) {
    let t = performance.now(); let n = 0; bytes = 0;
    const walk = new RecordWalk(table, { onLoss() {}, onDamage() {} });
    const cells = new CellReader(table.longValues(), () => {});
    while (walk.next()) { w.row(out, walk.record, cells); n++; }
    out.flush();
    best = Math.max(best, n / (performance.now() - t)); rows = n;
    t = performance.now();
    const walk2 = new RecordWalk(table, { onLoss() {}, onDamage() {} });
    let m = 0; while (walk2.next()) m++;
    bestWalk = Math.max(bestWalk, m / (performance.now() - t));
  }
  console.log(schema.name, schema.columns.length, 'cols', rows, 'rows', Math.round(best), 'k rows/s;', Math.round(bytes / rows), 'B/row', 'walk', Math.round(bestWalk), 'k/s', 'lv' , schema.longValues !== undefined);
}
