import { esekitCommand } from '../places';
import { WrongOutput, type Command } from '../measure/run-command';

/** The command as a user starts it. */
export function esekit(...args: readonly string[]): Command {
  return { file: process.execPath, args: [esekitCommand, ...args] };
}

/** The part of the machine-readable answer of `verify` that is compared. */
interface VerifyAnswer {
  readonly ok: boolean;
  readonly pages: { readonly inFile: number; readonly good: number; readonly blank: number };
}

/** @throws WrongOutput unless every page of the file was found good or blank */
export function requireAllPages(output: string, pages: number): void {
  const { ok, pages: found } = JSON.parse(output) as VerifyAnswer;
  if (ok && found.inFile === pages && found.good + found.blank === pages) return;
  throw new WrongOutput(`esekit verify: ${JSON.stringify(found)}, not ${pages} good pages`);
}
