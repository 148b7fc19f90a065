/** Bytes from the notation of the format's worked examples: hex digits, spaces and bars between them. */
export function bytesOf(notation: string): Uint8Array {
  const digits = notation.replace(/[\s|]/g, '');
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) =>
    parseInt(digits.slice(2 * i, 2 * i + 2), 16),
  );
}

/** Text as code page 1252 or UTF-16LE has it; for characters of Latin-1. */
export function textBytes(text: string, isWide = false): Uint8Array {
  return new Uint8Array(Buffer.from(text, isWide ? 'utf16le' : 'latin1'));
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
