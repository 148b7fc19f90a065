// npm run check: installs and builds what is missing, then runs every check.
import { build, pnpm } from './lib/workspace.mjs';

build({ quiet: true });
pnpm(['exec', 'node', 'scripts/lib/checks.mjs']);
