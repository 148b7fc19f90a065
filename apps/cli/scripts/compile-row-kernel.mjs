import { readFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

const names = ['rows.ts', 'values.ts', 'numbers.ts', 'dates.ts', 'text.ts', 'memory.ts'];
const sources = new Map(
  names.map((name) => [name, readFileSync(new URL(`../assembly/${name}`, import.meta.url), 'utf8')]),
);

/** @returns {Promise<Uint8Array>} the WebAssembly binary of assembly/ */
export async function compileRowKernel() {
  const options = '--runtime stub --importMemory --initialMemory 1 --memoryBase 1024 -O3 --noAssert';
  let binary;
  const { error, stderr } = await asc.main(['rows.ts', '--outFile', 'rows.wasm', ...options.split(' ')], {
    readFile: (name) => sources.get(name) ?? null,
    writeFile: (name, contents) => {
      if (name.endsWith('.wasm')) binary = contents;
    },
    listFiles: () => [],
  });
  if (error) throw new Error(`row kernel: ${error.message}\n${stderr.toString()}`);
  return binary;
}
