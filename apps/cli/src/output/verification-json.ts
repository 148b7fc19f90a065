import type { FileVerification, FolderVerification, SetVerification } from '@esekit/backup';

/** What `verify` reports about one path. */
export type Verification = FileVerification | FolderVerification | SetVerification | ReserveLogVerification;

/** A reserve log is recognised, and holds nothing that could be checked. */
export interface ReserveLogVerification {
  readonly path: string;
  readonly type: 'reserveLog';
  readonly ok: true;
}

/** The result object of `verify --json`: what was checked, without the decoded headers. */
export function verificationJson(result: Verification): Record<string, unknown> {
  switch (result.type) {
    case 'log': {
      const { details, ...rest } = result;
      return {
        ...rest,
        lastSegment: details.lastSegment,
        closedNormally: details.closingRecord !== undefined,
      };
    }
    case 'checkpoint': {
      const { checkpoint, ...rest } = result;
      return { ...rest, lgposCheckpoint: checkpoint?.lgposCheckpoint ?? null };
    }
    case 'folder':
    case 'backupSet':
      return { ...result, files: result.files.map(verificationJson) };
    default:
      return { ...result };
  }
}
