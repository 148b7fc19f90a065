import type { TextOutput } from '../environment';

/** Characters gathered before they are written. */
const gatheredMost = 64 * 1024;

/** Lines that come fast, written in large pieces and never piled up. */
export class TextPipe {
  readonly #output: TextOutput;
  readonly #encoder = new TextEncoder();
  #text = '';

  constructor(output: TextOutput) {
    this.#output = output;
  }

  /** Whether nobody reads any more. */
  get isClosed(): boolean {
    return this.#output.isClosed;
  }

  write(text: string): void {
    this.#text += text;
    if (this.#text.length >= gatheredMost) this.flush();
  }

  flush(): void {
    if (this.#text === '') return;
    const bytes = this.#encoder.encode(this.#text);
    this.#text = '';
    this.#output.writeBytes(bytes);
  }
}
