import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { name: 'backup', include: ['test/**/*.test.ts'] } });
