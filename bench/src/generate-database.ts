// Generates one instance, or finds it from an earlier run, and prints its folder:
//   tsx src/generate-database.ts [page size] [MiB] [seed]
import { ensureInstance } from './database/instance';

const [pageSize = '8192', mebibytes = '1024', seed = '1'] = process.argv.slice(2);
const shape = { pageSize: Number(pageSize), size: Number(mebibytes) * (1 << 20), seed: Number(seed) };
console.log(ensureInstance(shape, (text) => console.error(text)).folder);
