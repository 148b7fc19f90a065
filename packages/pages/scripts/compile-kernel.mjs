import { readFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

const names = ['kernel.ts', 'checksums.ts', 'structure.ts'];
const sources = new Map(
  names.map((name) => [name, readFileSync(new URL(`../assembly/${name}`, import.meta.url), 'utf8')]),
);

/** @returns {Promise<Uint8Array>} the WebAssembly binary of assembly/ */
export async function compileKernel() {
  let binary;
  const { error, stderr } = await asc.main(
    [
      'kernel.ts',
      '--outFile',
      'kernel.wasm',
      '--runtime',
      'stub',
      '--enable',
      'simd',
      '--importMemory',
      '--initialMemory',
      '1',
      '--memoryBase',
      '1024',
      '-O3',
      '--noAssert',
    ],
    {
      readFile: (name) => sources.get(name) ?? null,
      writeFile: (name, contents) => {
        if (name.endsWith('.wasm')) binary = contents;
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`kernel: ${error.message}\n${stderr.toString()}`);
  return binary;
}
