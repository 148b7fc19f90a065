import { OutputBuffer } from './output-buffer';

/** The bytes that something writes, together. */
export function collect(write: (out: OutputBuffer) => void): Uint8Array {
  const parts: Uint8Array[] = [];
  const out = new OutputBuffer((bytes) => void parts.push(bytes.slice()), 16 * 1024);
  write(out);
  out.flush();
  if (parts.length === 1) return parts[0]!;
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
