import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { name: 'restore', include: ['test/**/*.test.ts'] } });
