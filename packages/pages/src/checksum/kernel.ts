import { kernelBinary } from './kernel-binary';

/**
 * What the kernel says of a page: `good` in checksum, number and structure, `blank`, or `suspect`, which
 * the reference decides (`diagnosePage`).
 */
export const pageStatus = { good: 0, blank: 1, suspect: 2 } as const;

interface KernelExports {
  checkRun(pages: number, count: number, size: number, pgno: number, statuses: number): number;
  stampPage(page: number, size: number, pgno: number): void;
}

/** Below this the module keeps its own data. */
const reservedBytes = 65536;
const wasmPageSize = 65536;

let compiled: WebAssembly.Module | undefined;

/** The module is the same for everyone and immutable, so it is compiled once. */
function kernelModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(kernelBinary), (c) => c.charCodeAt(0)));
  return compiled;
}

/**
 * A buffer for a run of pages inside WebAssembly memory, so that files are read straight into the
 * place where the checksum kernel works, without a copy.
 */
export interface KernelBuffer {
  /** Holds the run. Stays valid for the life of the buffer. */
  readonly bytes: Uint8Array;
  /** One status per page of the last {@link check}. */
  readonly statuses: Uint8Array;
  /**
   * Checks `count` pages of `pageSize` bytes from the start of {@link bytes}, the first one `pgno`.
   *
   * @returns how many are neither good nor blank
   */
  check(count: number, pageSize: number, pgno: number): number;
}

/**
 * `slots` buffers of `size` bytes each over one memory: one for a plain scan, two where the next run
 * is read while the last one is worked on.
 */
export function createKernelBuffers(size: number, slots: number): KernelBuffer[] {
  const statusSize = size / 2048;
  const stride = size + statusSize;
  const { memory, kernel } = startKernel(slots * stride);
  return Array.from({ length: slots }, (_, slot) => {
    const start = reservedBytes + slot * stride;
    return {
      bytes: new Uint8Array(memory.buffer, start, size),
      statuses: new Uint8Array(memory.buffer, start + size, statusSize),
      check: (count, pageSize, pgno) => kernel.checkRun(start, count, pageSize, pgno, start + size),
    };
  });
}

/** Pages side by side in WebAssembly memory, each of them read, checked and stamped by itself. */
export interface KernelSlab {
  /** The pages and nothing else; slot `i` begins at `i * pageSize`. */
  readonly bytes: Uint8Array;
  /** Checks the page in a slot, which should be page `pgno`, and returns its `pageStatus`. */
  check(slot: number, pgno: number): number;
  /** Stamps the page in a slot as page `pgno`, as `stampPageChecksum` does in the ECC form. */
  stamp(slot: number, pgno: number): void;
}

/** One slab of `slots` pages: the memory of a page cache. */
export function createKernelSlab(pageSize: number, slots: number): KernelSlab {
  const size = slots * pageSize;
  // One status behind the pages is enough, because pages are checked one at a time.
  const { memory, kernel } = startKernel(size + 1);
  const status = new Uint8Array(memory.buffer, reservedBytes + size, 1);
  return {
    bytes: new Uint8Array(memory.buffer, reservedBytes, size),
    check(slot, pgno) {
      kernel.checkRun(reservedBytes + slot * pageSize, 1, pageSize, pgno, reservedBytes + size);
      return status[0]!;
    },
    stamp(slot, pgno) {
      kernel.stampPage(reservedBytes + slot * pageSize, pageSize, pgno);
    },
  };
}

/** A kernel over a memory of its own, with `size` bytes for the caller behind what the module keeps. */
function startKernel(size: number): { memory: WebAssembly.Memory; kernel: KernelExports } {
  const memory = new WebAssembly.Memory({ initial: Math.ceil((reservedBytes + size) / wasmPageSize) });
  const instance = new WebAssembly.Instance(kernelModule(), {
    env: {
      memory,
      abort: () => {
        throw new Error('the checksum kernel stopped');
      },
    },
  });
  return { memory, kernel: instance.exports as unknown as KernelExports };
}
