import pc from 'picocolors';
import type { TextOutput } from '../environment';

/** How a report marks what a person looks for. */
export interface Style {
  good(text: string): string;
  bad(text: string): string;
  heading(text: string): string;
  dim(text: string): string;
}

/** The style for one output: plain text unless that very output shows colours. */
export function styleFor(output: TextOutput): Style {
  const { green, red, bold, dim } = pc.createColors(output.hasColours);
  return { good: green, bad: red, heading: bold, dim };
}
