import { checkDatabase, type CheckProblem } from '@esekit/engine';
import { withDatabase, type DatabaseSession } from '../database/database-session';
import { exitCode, type ExitCode } from '../environment';
import { checkJson, checkText, type CheckReport } from '../output/check-report';
import { printJson } from '../output/json';
import { styleFor } from '../output/style';
import { withCommonOptions, type AddCommand, type CommonOptions } from './add-command';

export const addCheck: AddCommand = (program, env, done) => {
  withCommonOptions(program.command('check'))
    .description('trees, space, catalog, records, indexes and long values of a database, against each other')
    .argument('<db>', 'a database')
    .action(async (path: string, options: CommonOptions) => {
      done(await withDatabase(env, path, options, (session) => check(session, options)));
    });
};

async function check(session: DatabaseSession, options: CommonOptions): Promise<ExitCode> {
  const { env, database, progress, damage } = session;
  const problems: CheckProblem[] = [];
  const result = await checkDatabase(database, (problem) => problems.push(problem), {
    onProgress: progress.sink,
    signal: env.signal,
  });
  progress.stop();
  // A page whose wrong bit was corrected on reading is good for the check, and damaged in the file.
  const ok = result.ok && damage.count === 0;
  const report: CheckReport = { path: database.path, ok, problems, notes: result.notes };
  if (options.json) printJson(env.stdout, checkJson(report));
  else env.stdout.write(checkText(report, styleFor(env.stdout)));
  return ok ? exitCode.done : exitCode.damageOrFailure;
}
