import { JetError } from '@esekit/core';
import type { TextOutput } from '../environment';
import { descriptorWriter, type WriteSync } from './descriptor-writer';

/** The part of a stream of Node that is used. */
export interface OutputStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly fd: number;
  write(text: string): unknown;
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
}

/**
 * A stream of the process as an output. A reader that closes the pipe early (`| head`) is no failure:
 * what follows is dropped, and the exit code still says what was found.
 *
 * @param onFailure told of any other failure to write, such as a full disk
 * @param writeSync writes to the stream's descriptor, past the stream
 */
export function nodeOutput(
  stream: OutputStream,
  variables: Readonly<Record<string, string | undefined>>,
  onFailure: (error: Error) => void,
  writeSync: WriteSync,
): TextOutput {
  let isClosed = false;
  const descriptor = descriptorWriter(stream.fd, writeSync);
  stream.on('error', (error) => {
    isClosed = true;
    if (error.code !== 'EPIPE') onFailure(error);
  });
  const isTerminal = stream.isTTY === true;
  return {
    write: (text) => {
      if (!isClosed) stream.write(text);
    },
    writeBytes: (bytes) => {
      try {
        descriptor.write(bytes);
      } catch (cause) {
        throw new JetError('JET_errDiskIO', `writing failed: ${(cause as Error).message}`, { cause });
      }
    },
    get isClosed() {
      return isClosed || descriptor.isClosed();
    },
    isTerminal,
    hasColours: wantsColours(isTerminal, variables),
    get columns() {
      return stream.columns;
    },
  };
}

/** NO_COLOR and FORCE_COLOR are the user's decision; without one a terminal that can gets colours. */
function wantsColours(isTerminal: boolean, variables: Readonly<Record<string, string | undefined>>): boolean {
  if (variables['NO_COLOR']) return false;
  if (variables['FORCE_COLOR']) return variables['FORCE_COLOR'] !== '0';
  return isTerminal && variables['TERM'] !== 'dumb';
}
