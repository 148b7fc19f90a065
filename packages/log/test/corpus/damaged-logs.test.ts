import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createNodeFileSystem } from '@esekit/core/node';
import { damageCases, describeCorpus, materialiseDamageCase, temporaryFolder } from '@esekit/testkit';
import { expect, it } from 'vitest';
import { parseLogFileName, verifyChain, verifyLog, type LogVerification } from '../../src/index';

const fs = createNodeFileSystem();

/** Builds the input folder of a case and checks every log in it. */
async function logsOf(id: string, folder: string): Promise<Map<string, LogVerification>> {
  const target = materialiseDamageCase(id, folder);
  const logs = new Map<string, LogVerification>();
  for (const name of readdirSync(target)) {
    const kind = parseLogFileName(name)?.kind;
    if (kind === 'current' || kind === 'archived') logs.set(name, await verifyLog(fs, join(target, name)));
  }
  return logs;
}

describeCorpus('damaged logs', () => {
  const folder = temporaryFolder();
  const dumpCases = damageCases('dumpLog').map((one) => [one.id, one] as const);

  it.for(dumpCases)('%s: what the engine says when it dumps them', async ([id, expected]) => {
    const logs = await logsOf(id, folder);
    const subject = expected.parameters.arguments![1]!;
    const one = logs.get(subject);
    const chain = verifyChain(logs.values());
    const errors = one ? one.problems.map((p) => p.error) : chain.problems.map((p) => p.error);
    expect(errors[0] ?? 'JET_errSuccess').toBe(expected.name);
  });

  /** Torn and flipped segments of the current log: whether the engine refuses it, and what we list. */
  it.for([
    ['T01', false, 0],
    ['T02', true, 1],
    ['T04', true, 2],
    ['T05', false, 0],
    ['T07', false, 1],
    ['T08', true, 1],
    ['T11', true, 1],
    ['T12', true, 1],
    ['T17', false, 0],
    ['T18', true, 1],
    ['S25', false, 1],
    ['S27', true, 1],
    ['S28', false, 0],
    ['S79', false, 1],
  ] as const)('%s: current log corrupt %s, problems %i', async ([id, isCorrupt, problems]) => {
    const log = (await logsOf(id, folder)).get('edb.log')!;
    expect(log.details.isCorrupt).toBe(isCorrupt);
    expect(log.problems).toHaveLength(problems);
  });

  it.for([
    ['S20', 'JET_errLogFileCorrupt', false],
    ['S23', 'JET_errLogFileCorrupt', true],
    ['S13', 'JET_errLogFileSizeMismatch', false],
    ['S16', 'JET_errLogFileSizeMismatch', false],
    ['S19', 'JET_errFileIOBeyondEOF', false],
  ] as const)('%s: one problem, %s', async ([id, error, correctable]) => {
    const problems = [...(await logsOf(id, folder)).values()].flatMap((log) => log.problems);
    expect(problems).toMatchObject([{ error, correctable }]);
  });
});
