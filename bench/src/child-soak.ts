// Works an instance for a time, in a process of its own:
//   child-soak.ts FOLDER SECONDS
// Several sessions insert, change, read and delete, in transactions small and large, durable and lazy, with circular
// logs and a small cache, so that everything that is kept is given up again. Prints samples of its memory.
import { openInstance } from '@esekit/engine/node';
import { SeededNumbers } from './database/random';
import { insertedRow, type InsertedRow } from './inserts/rows';

const [folder = '', seconds = '0'] = process.argv.slice(2);
const sessionCount = 4;
const rowsMost = 40_000;
const sampleMilliseconds = 5000;

const instance = await openInstance(folder, {
  pageSize: 8192,
  cacheBytes: 16 << 20,
  logFileSize: 4096,
  isCircular: true,
  checkpointDepth: 16 << 20,
});
const database = await instance.openDatabase('a.edb');
const first = instance.session();
first
  .createTable(database, {
    name: 'rows',
    columns: {
      id: { type: 'Long' },
      name: { type: 'Text', size: 200 },
      value: { type: 'LongBinary' },
      place: { type: 'Long' },
    },
    indexes: { id: { columns: ['id'], primary: true }, byPlace: { columns: ['place'] } },
  })
  .close();

const samples: { readonly seconds: number; readonly rss: number; readonly heap: number }[] = [];
const startedAt = performance.now();
const elapsed = (): number => (performance.now() - startedAt) / 1000;
const sampler = setInterval(() => {
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  samples.push({ seconds: Math.round(elapsed()), rss, heap: heapUsed });
}, sampleMilliseconds);
let transactions = 0;

/** Keys of a session are its own, so that conflicts are not what is measured. */
async function work(seed: number): Promise<void> {
  const numbers = new SeededNumbers(seed);
  const session = instance.session();
  const table = session.table<InsertedRow>(database, 'rows');
  while (elapsed() < Number(seconds)) {
    const size = numbers.between(1, 20) === 1 ? 2000 : numbers.between(1, 60);
    const change = (): void => {
      for (let i = 0; i < size; i++) {
        const id = numbers.between(1, rowsMost / sessionCount) * sessionCount + seed;
        if (table.get([id]) === undefined) table.insert(insertedRow(id));
        else if (numbers.between(1, 2) === 1) table.delete([id]);
        else
          table.update([id], {
            value: new Uint8Array(numbers.between(0, 6000)),
            place: numbers.between(1, 1e6),
          });
      }
      if (numbers.between(1, 10) === 1) throw new RollBack();
    };
    await session.transaction(change, { isLazy: numbers.between(1, 2) === 1 }).catch((error: unknown) => {
      if (!(error instanceof RollBack)) throw error;
    });
    transactions++;
    await new Promise(setImmediate);
  }
  session.close();
}

class RollBack extends Error {}

await Promise.all(Array.from({ length: sessionCount }, (_, i) => work(i + 1)));
clearInterval(sampler);
const { versions } = instance.engine.transactions;
const left = versions.statistics.versions;
await instance.close();
console.log(JSON.stringify({ samples, transactions, left }));
