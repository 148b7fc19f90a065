import type { RecordView } from '@esekit/engine';
import { isPlain, json1252, utf8Of1252 } from '../characters';
import type { ExportFormat } from '../export-format';
import { bufferSize, type OutputBuffer } from '../output-buffer';
import { kernelMemory, recordBytesMost, slackBytes } from './kernel-memory';
import { rowKernelBinary } from './row-kernel-binary';
import type { RowProgram } from './row-program';

interface KernelExports {
  useTable(count: number, hasLargePages: boolean, leavesNullOut: boolean): void;
  begin(size: number): number;
  writeColumns(first: number, to: number, before: number): number;
  endOfText(): number;
  nextSeparator(): number;
}

const wasmPageSize = 65_536;
const bytesPerByteMost = 6;

let compiled: WebAssembly.Module | undefined;

/** Kernels that nobody uses: tables are exported one after the other, and a memory serves all of them. */
const idle: RowKernel[] = [];

/**
 * Writes rows as text in WebAssembly: whole rows in one call, from a record that stands in its memory into an
 * output buffer in its memory. It is at full speed from the first row on, which a short export never gets to
 * otherwise. What it leaves out is written by the writers beside it, which also are what its output is
 * compared with.
 */
export class RowKernel {
  /** A record has to stand at the beginning of these bytes. */
  readonly record: Uint8Array;
  readonly output: Uint8Array;
  /** What stands in front of the next member of a row of JSON. */
  separator = 0;
  readonly #memory: Uint8Array;
  readonly #exports: KernelExports;
  #bytesBeside = 0;
  #size = 0;
  #count = 0;

  private constructor() {
    const { record, output } = kernelMemory;
    const pages = Math.ceil((output + bufferSize + slackBytes) / wasmPageSize);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    compiled ??= new WebAssembly.Module(Uint8Array.from(atob(rowKernelBinary), (c) => c.charCodeAt(0)));
    const instance = new WebAssembly.Instance(compiled, { env: { memory } });
    this.#exports = instance.exports as unknown as KernelExports;
    this.#memory = new Uint8Array(memory.buffer);
    this.record = new Uint8Array(memory.buffer, record, recordBytesMost);
    this.output = new Uint8Array(memory.buffer, output, bufferSize);
    putDigits(this.#memory);
  }

  /** A kernel for one table; {@link giveBack} it, also when the export fails. */
  static take(program: RowProgram, hasLargePages: boolean): RowKernel {
    const kernel = idle.pop() ?? new RowKernel();
    kernel.#memory.set(program.bytes, kernelMemory.program);
    kernel.#count = program.count;
    kernel.#bytesBeside = program.bytesBeside;
    putCharacters(kernel.#memory, program.format);
    kernel.#exports.useTable(program.count, hasLargePages, program.format === 'jsonl');
    return kernel;
  }

  giveBack(): void {
    idle.push(this);
  }

  /**
   * Takes up the record at the beginning of {@link record}.
   *
   * @param view over it: its header is sound
   * @returns `false` when the whole row has to be written by someone else
   */
  begin({ start, end }: RecordView): boolean {
    this.#size = end - start;
    return this.#exports.begin(this.#size) !== 0;
  }

  /**
   * Writes columns from `first` on, as far as it can.
   *
   * @param out over {@link output}
   * @returns the column whose value has to be written by someone else; the number of columns at the end
   */
  write(out: OutputBuffer, first: number): number {
    if (first === this.#count) return first;
    out.reserve(bytesPerByteMost * this.#size + this.#bytesBeside);
    const kernel = this.#exports;
    const stopped = kernel.writeColumns(first, kernelMemory.output + out.at, this.separator);
    out.at = kernel.endOfText() - kernelMemory.output;
    this.separator = kernel.nextSeparator();
    return stopped;
  }
}

function putDigits(memory: Uint8Array): void {
  for (let n = 0; n < 100; n++) putText(memory, kernelMemory.digits + 2 * n, String(n).padStart(2, '0'));
  for (let n = 0; n < 256; n++) {
    putText(memory, kernelMemory.hex + 2 * n, n.toString(16).padStart(2, '0'));
  }
}

function putText(memory: Uint8Array, at: number, text: string): void {
  for (let i = 0; i < text.length; i++) memory[at + i] = text.charCodeAt(i);
}

/** What becomes of each character below U+0080, and of the bytes of code page 1252 above. */
function putCharacters(memory: Uint8Array, format: ExportFormat): void {
  for (let code = 0; code < 256; code++) {
    const text = format === 'jsonl' ? json1252[code]! : cellCharacter(code);
    const isItself =
      format === 'jsonl' ? isPlain[code] === 1 : code < 0x80 && !',"\r\n'.includes(ascii(code));
    memory[kernelMemory.plain + code] = isItself ? 1 : 0;
    const entry = kernelMemory.escaped + 8 * code;
    memory.fill(0, entry, entry + 8);
    memory.set(text, entry);
    memory[entry + 7] = text.length;
  }
}

/** A quote inside a cell is doubled. */
function cellCharacter(code: number): Uint8Array {
  return ascii(code) === '"' ? Uint8Array.of(code, code) : utf8Of1252[code]!;
}

function ascii(code: number): string {
  return String.fromCharCode(code);
}
