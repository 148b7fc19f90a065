/** Fewer bytes say nothing about the rest. */
const sampleBytesLeast = 128;
const sampleBytesMost = 1024;

/** Random bytes give about 255, text tens of thousands (12 §5.7). */
const chiSquareOfRandom = 500;

/**
 * Whether data looks as if every byte were equally likely, so that no attempt to compress it can pay:
 * a chi-square test of its first bytes. Pictures, archives and ciphertext look so.
 */
export function looksRandom(value: Uint8Array): boolean {
  if (value.length < sampleBytesLeast) return false;
  const sampled = Math.min(value.length, sampleBytesMost);
  const counts = new Uint16Array(256);
  for (let i = 0; i < sampled; i++) counts[value[i]!]!++;
  // The sum of (f - e)^2 / e over all byte values, which sum f to the sample, is this.
  let squares = 0;
  for (let byte = 0; byte < 256; byte++) squares += counts[byte]! * counts[byte]!;
  return (squares * 256) / sampled - sampled < chiSquareOfRandom;
}
