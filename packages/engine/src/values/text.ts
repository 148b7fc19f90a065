import { codePage1252High } from '../keys/code-page-1252-table';

/** Makes text of bytes without a view or a decoder in between; Node's buffers have it, browsers do not. */
interface NativeText {
  latin1Slice(this: Uint8Array, start: number, end: number): string;
  ucs2Slice(this: Uint8Array, start: number, end: number): string;
}

const native = (globalThis as { Buffer?: { prototype: Partial<NativeText> } }).Buffer?.prototype;
const latin1Slice = native?.latin1Slice;
const ucs2Slice = native?.ucs2Slice;

const highControls = /[\x80-\x9f]/g;
const decoder1252 = new TextDecoder('windows-1252');
// A leading U+FEFF is a character of the value like any other.
const decoderUtf16 = new TextDecoder('utf-16le', { ignoreBOM: true, fatal: true });

/** Units per call of String.fromCharCode, whose arguments lie on the stack. */
const unitsPerCall = 4096;

/**
 * Text of code page 1252. Latin-1 has control characters where the code page has most of its punctuation,
 * and some versions of Node decode one as the other; where such characters come out, they are put right.
 */
export function decodeText1252(bytes: Uint8Array, start = 0, end = bytes.length): string {
  if (latin1Slice === undefined) return punctuated(decoder1252.decode(bytes.subarray(start, end)));
  const text = latin1Slice.call(bytes, start, end);
  for (let at = start; at < end; at++) if ((bytes[at]! & 0xe0) === 0x80) return punctuated(text);
  return text;
}

function punctuated(text: string): string {
  return text.replace(highControls, (control) => codePage1252High[control.charCodeAt(0) - 0x80]!);
}

/** UTF-16LE; an odd last byte is left out. Surrogates without a partner stay as they are. */
export function decodeUtf16(bytes: Uint8Array, start = 0, end = bytes.length): string {
  const wholeEnd = start + ((end - start) & ~1);
  if (ucs2Slice !== undefined) return ucs2Slice.call(bytes, start, wholeEnd);
  const whole = bytes.subarray(start, wholeEnd);
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
