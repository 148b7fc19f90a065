/** `fs.writeSync`: may take a part of the bytes only. */
export type WriteSync = (descriptor: number, bytes: Uint8Array, offset: number, length: number) => number;

export interface DescriptorWriter {
  readonly write: (bytes: Uint8Array) => void;
  readonly isClosed: () => boolean;
}

/** What a reader that has gone looks like; Windows says EOF. */
const readerGone: readonly (string | undefined)[] = ['EPIPE', 'EOF'];

const pauseMilliseconds = 2;
const pauses = new Int32Array(new SharedArrayBuffer(4));

/** Waits without turning the processor: a pipe is full until its reader has read. */
function pauseBriefly(): void {
  Atomics.wait(pauses, 0, 0, pauseMilliseconds);
}

/**
 * Writes bytes to a descriptor of the process, all of them before it returns. Node makes pipes non-blocking,
 * so a full one refuses for a while. When the reader has gone the rest is dropped.
 *
 * @throws whatever else goes wrong, such as a full disk
 */
export function descriptorWriter(
  descriptor: number,
  writeSync: WriteSync,
  pause: () => void = pauseBriefly,
): DescriptorWriter {
  let isClosed = false;
  const write = (bytes: Uint8Array): void => {
    for (let done = 0; done < bytes.length && !isClosed;) {
      try {
        done += writeSync(descriptor, bytes, done, bytes.length - done);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'EAGAIN') pause();
        else if (readerGone.includes(code)) isClosed = true;
        else throw error;
      }
    }
  };
  return { write, isClosed: () => isClosed };
}
