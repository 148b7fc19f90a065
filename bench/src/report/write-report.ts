import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resultsFolder } from '../places';
import { markdown } from './markdown';
import type { Report } from './result';

/** Puts the report into the results folder, to be read and to be computed with; returns the first. */
export function writeReport(report: Report): string {
  mkdirSync(resultsFolder, { recursive: true });
  const stamp = report.machine.date.slice(0, 19).replaceAll(':', '');
  const names = report.results.map((result) => result.id.toLowerCase()).join('-');
  const path = join(resultsFolder, `${stamp}-${names}`);
  writeFileSync(`${path}.json`, `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(`${path}.md`, `${markdown(report)}\n`);
  return `${path}.md`;
}
