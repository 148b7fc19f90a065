const seed = 0xda;
const period = 512;

/** Byte `i` of the pattern that fills unused space of legacy logs (20 §6). */
export function fillPatternByte(i: number): number {
  const within = i % period;
  return within % 16 === 0 ? (seed + within) & 0xff : seed;
}

/** Whether bytes `from..to` of the file hold nothing but the pattern. */
export function isFillPattern(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i] !== fillPatternByte(i)) return false;
  return true;
}
