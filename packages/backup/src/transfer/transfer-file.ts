import type { Transfer, TransferResult } from './transfer-options';
import { WriteBehind } from './write-behind';

const chunkBytes = 1 << 20;

/** Takes a file of any type through memory: digest, and a copy where there is a target. */
export async function transferFile(transfer: Transfer): Promise<TransferResult> {
  const { source, target, digest, signal } = transfer;
  const total = await source.size();
  const output = new WriteBehind(target);
  const chunks = [new Uint8Array(chunkBytes), new Uint8Array(chunkBytes)] as const;
  let position = 0;
  try {
    for (let turn = 0; ; turn = 1 - turn) {
      signal?.throwIfAborted();
      const chunk = chunks[turn]!;
      const length = await source.read(chunk, position);
      if (length === 0) break;
      const bytes = chunk.subarray(0, length);
      await output.write(bytes, position);
      digest.update(bytes);
      position += length;
      transfer.onProgress?.({ subject: source.path, bytesDone: position, bytesTotal: total });
    }
    await output.finish();
  } finally {
    await output.settle();
  }
  return { bytes: position, digest: digest.hex() };
}
