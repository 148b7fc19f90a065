import { codePage1252High } from '../keys/code-page-1252-table';

const decoder1252 = new TextDecoder('windows-1252');
const highControls = /[\x80-\x9f]/g;
// A leading U+FEFF is a character of the value like any other.
const decoderUtf16 = new TextDecoder('utf-16le', { ignoreBOM: true, fatal: true });

/** Units per call of String.fromCharCode, whose arguments lie on the stack. */
const unitsPerCall = 4096;

/**
 * Text of code page 1252. Some versions of Node decode it as Latin-1, which has control characters where the
 * code page has most of its punctuation; where they come out, they are put right.
 */
export function decodeText1252(bytes: Uint8Array): string {
  return decoder1252
    .decode(bytes)
    .replace(highControls, (control) => codePage1252High[control.charCodeAt(0) - 0x80]!);
}

/** UTF-16LE; an odd last byte is left out. Surrogates without a partner stay as they are. */
export function decodeUtf16(bytes: Uint8Array): string {
  const whole = bytes.length % 2 === 0 ? bytes : bytes.subarray(0, bytes.length - 1);
  try {
    return decoderUtf16.decode(whole);
  } catch {
    return decodeUnits(whole);
  }
}

/** Unit by unit: for the rare text that is no well-formed UTF-16, and must not lose anything for that. */
function decodeUnits(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 2 * unitsPerCall) {
    const count = Math.min(unitsPerCall, (bytes.length - at) / 2);
    parts.push(
      String.fromCharCode(...Array.from({ length: count }, (_, i) => view.getUint16(at + 2 * i, true))),
    );
  }
  return parts.join('');
}
