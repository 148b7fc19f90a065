/** The manifest of a set. It exists, marked incomplete, from the first moment of a backup. */
export const manifestName = 'esekit-backup.json';

/** The manifest while its next content is being written. */
export const manifestDraftName = 'esekit-backup.json.new';

/** Present in a destination while a restore into it has not finished. */
export const restoreMarkerName = 'esekit-restore.incomplete';
